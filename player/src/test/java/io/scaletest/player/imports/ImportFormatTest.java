package io.scaletest.player.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.exit.ToolException;
import io.scaletest.testkit.pages.CheckedPage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of each format, written by hand after what its publisher says, and what comes of them. */
class ImportFormatTest {
  private static final String GOLDEN = "player/src/test/resources/io/scaletest/player/imports/";

  @TempDir private Path folder;

  private Path file(String name, String... lines) throws IOException {
    return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
  }

  private Path zipped(String name, String... lines) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  private void mustBeGolden(ImportFormat format, Path... files) throws IOException {
    ImportedFile imported = ImportedFile.of(ImportedFile.settings(format, folder, files));
    CheckedPage.at(GOLDEN + format.word() + ".txt").mustBe(imported.text(folder));
  }

  @Test
  void alibabaGpu2023() throws IOException {
    mustBeGolden(
        ImportFormat.ALIBABA_GPU_2023,
        file(
            "pods.csv",
            "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time",
            "openb-pod-0000,12000,16384,1,1000,,LS,Running,0,12537496,0",
            "openb-pod-0001,6000,12288,1,460,V100M16|V100M32,LS,Failed,427061,427601,427061",
            "openb-pod-0002,88000,327680,8,1000,,Burstable,Pending,26000,,",
            "openb-pod-0003,many,1,0,0,,BE,Succeeded,30000,30100,30000",
            "openb-pod-0004,1,1,0,0,,BE,Succeeded,,30100,30000",
            "openb-pod-0005,1,1,0",
            "openb-pod-0006,1,1,0,0,,BE,Succeeded,40000,30100,40000"));
  }

  @Test
  void alibabaGpu2025() throws IOException {
    mustBeGolden(
        ImportFormat.ALIBABA_GPU_2025,
        file(
            "instances.csv",
            "instance_sn,role,app_name,cpu_request,cpu_limit,gpu_request,gpu_limit,rdma_request,rdma_limit,"
                + "memory_request,memory_limit,disk_request,disk_limit,max_instance_per_node,"
                + "creation_time,scheduled_time,deletion_time",
            "instance_0,CN,app_0,12.0,16.0,0,0,0,0,24.0,24.0,100,100,1,,,100",
            "instance_1,HN,app_0,96.0,96.0,8,8,25,100,480.0,480.0,100,100,-1,50,51,",
            "instance_2,HN,app_1,2.5,4,1,1,0,0,4,4,1,1,2,60,60,8340"));
  }

  @Test
  void alibabaGpu2020() throws IOException {
    mustBeGolden(
        ImportFormat.ALIBABA_GPU_2020,
        zipped(
            "pai_task_table.csv.gz",
            "job_a,tensorflow,1.0,Terminated,1000000.0,1000600.0,600.0,29.296875,50.0,T4",
            "job_a,worker,4.0,Running,1000100.0,,1200.0,10,200.0,V100",
            "job_b,ps,2.0,Waiting,,,600.0,29.296875,,",
            "job_c,ps,1.5,Failed,1000200.0,1000300.0,600.0,1,,"));
  }

  @Test
  void alibaba2018() throws IOException {
    mustBeGolden(
        ImportFormat.ALIBABA_2018,
        file(
            "container_meta.csv",
            "c_1,m_2556,0,app_5052,started,400,400,1.56",
            "c_1,m_2556,86400,app_5052,started,400,400,1.56",
            "c_2,m_962,0,app_5052,started,400,400,1.56",
            "c_3,m_1,300,app_1,allocated,800,800,3.13"),
        file(
            "batch_task.csv",
            "M1,2,j_3,1,Terminated,157213,157295,100.0,0.30",
            "R2_1,1,j_3,1,Terminated,157297,157322,50,0.20",
            "task_x,1,j_4,1,Waiting,,,100,0.5",
            "M1,10,j_5,1,Running,200000,0,100,0.5",
            "M1,10,j_6,1,Failed,200000,199999,100,0.5"));
  }

  @Test
  void alibabaSpot2026() throws IOException {
    mustBeGolden(
        ImportFormat.ALIBABA_SPOT_2026,
        file(
            "jobs.csv",
            "job_name,organization,gpu_model,cpu_request,gpu_request,worker_num,submit_time,duration,job_type",
            "j1,org_a,A100,12,8,4,100,3600,HP",
            "j2,org_b,H800,6,0.5,1,0,60.5,Spot"));
  }

  @Test
  void google2019() throws IOException {
    mustBeGolden(
        ImportFormat.GOOGLE_2019,
        zipped(
            "instance_events-000.json.gz",
            // Out of order, numbers as texts, as BigQuery exports them.
            "{\"time\":\"700000000\",\"type\":\"3\",\"collection_id\":\"330\",\"collection_type\":\"0\",\"instance_index\":\"7\","
                + "\"resource_request\":{\"cpus\":0.25,\"memory\":0.0625}}",
            "{\"time\":\"660000000\",\"type\":\"0\",\"collection_id\":\"330\",\"collection_type\":\"0\",\"instance_index\":\"7\"}",
            "{\"time\":\"0\",\"type\":\"3\",\"collection_id\":\"331\",\"collection_type\":\"0\",\"instance_index\":\"0\","
                + "\"resource_request\":{\"cpus\":0.5,\"memory\":0.5}}",
            "{\"time\":\"900000000\",\"type\":\"4\",\"collection_id\":\"330\",\"instance_index\":\"7\"}",
            "{\"time\":\"960000000\",\"type\":\"3\",\"collection_id\":\"330\",\"instance_index\":\"7\","
                + "\"resource_request\":{\"cpus\":0.25,\"memory\":0.0625}}",
            "{\"time\":\"9223372036854775807\",\"type\":\"6\",\"collection_id\":\"330\",\"instance_index\":\"7\"}",
            "{\"time\":\"800000000\",\"type\":\"3\",\"collection_id\":\"332\",\"collection_type\":\"1\",\"instance_index\":\"0\"}",
            "{\"time\":\"800000000\",\"type\":\"LATER\",\"collection_id\":\"332\",\"instance_index\":\"0\"}",
            "{\"type\":\"3\",\"collection_id\":\"332\",\"instance_index\":\"0\"}"),
        file(
            "more.csv",
            "time,type,collection_id,instance_index,collection_type,resource_request.cpus,resource_request.memory",
            "720000000,SCHEDULE,333,1,0,0.125,0.125",
            "780000000,FINISH,333,1,0,,",
            "780000001,FINISH,999,1,0,,"),
        file(
            "collection_events.json",
            "{\"time\":\"0\",\"type\":\"0\",\"collection_id\":\"331\",\"user\":\"u-a\"}",
            "{\"time\":\"650000000\",\"type\":\"0\",\"collection_id\":\"330\",\"user\":\"u-b\"}",
            "{\"time\":\"650000000\",\"type\":\"0\",\"collection_id\":\"333\",\"user\":\"u-b\"}",
            "{\"time\":\"700000001\",\"type\":\"6\",\"collection_id\":\"330\",\"user\":\"u-b\"}"));
  }

  private static final String[] TYPES = {
    "0,1,16,0.5,0.25,0.1,0.1,0.1", "1,1,17,0.4,0.2,0.1,0.1,0.1", "2,7,16,0.03125,0.015625,0,0,0"
  };
  private static final String[] MACHINES = {
    "10,100,1,1,-0.5,0.25", "11,100,7,0,0.5,", "12,101,7,0,0.000011574074,1.0", "13,101,8,0,1,2"
  };

  @Test
  void azurePacking2020FromTables() throws IOException {
    mustBeGolden(
        ImportFormat.AZURE_PACKING_2020,
        file(
            "vm.csv",
            "vmId,tenantId,vmTypeId,priority,starttime,endtime",
            String.join("\n", MACHINES)),
        file(
            "vmType.csv",
            "id,vmTypeId,machineId,core,memory,hdd,ssd,nic",
            String.join("\n", TYPES)));
  }

  private static String values(String row) {
    List<String> values = new ArrayList<>();
    for (String value : row.split(",", -1)) {
      values.add(value.isEmpty() ? "NULL" : value);
    }
    return "(" + String.join(",", values) + ")";
  }

  @Test
  void azurePacking2020FromItsDatabase() throws IOException, SQLException {
    Path file = folder.resolve("packing.sqlite");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE vmType (id INTEGER, vmTypeId INTEGER, machineId INTEGER, core REAL,"
              + " memory REAL, hdd REAL, ssd REAL, nic REAL)");
      statement.execute(
          "CREATE TABLE vm (vmId INTEGER, tenantId INTEGER, vmTypeId INTEGER, priority INTEGER,"
              + " starttime REAL, endtime REAL)");
      for (String row : TYPES) {
        statement.execute("INSERT INTO vmType VALUES " + values(row));
      }
      for (String row : MACHINES) {
        statement.execute("INSERT INTO vm VALUES " + values(row));
      }
    }
    byte[] before = Files.readAllBytes(file);
    ImportedFile ofDatabase =
        ImportedFile.of(ImportedFile.settings(ImportFormat.AZURE_PACKING_2020, folder, file));
    ImportedFile ofTables =
        ImportedFile.of(
            ImportedFile.settings(
                ImportFormat.AZURE_PACKING_2020,
                folder,
                file(
                    "vmType.csv",
                    "id,vmTypeId,machineId,core,memory,hdd,ssd,nic",
                    String.join("\n", TYPES)),
                file(
                    "vm.csv",
                    "vmId,tenantId,vmTypeId,priority,starttime,endtime",
                    String.join("\n", MACHINES))));

    assertThat(ofDatabase.entries()).isEqualTo(ofTables.entries()).hasSize(5);
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    assertThatThrownBy(
            () -> ImportedFile.of(ImportedFile.settings(ImportFormat.PHILLY, folder, file)))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("must be a SQLite file with table cluster_job_log");
  }

  @Test
  void azureVmV2() throws IOException {
    mustBeGolden(
        ImportFormat.AZURE_VM_V2,
        file(
            "vmtable.csv",
            "vm1,sub1,dep1,0,2591700,99.3,3.4,10.2,Interactive,4,32",
            "vm2,sub1,dep1,0,1539300,100,6,18.3,Unknown,2,4",
            "vm3,sub2,dep2,300,900,100,6,18.3,Delay-insensitive,>24,>64",
            "vm4,sub2,dep2,300,900,100,6,18.3,Delay-insensitive,>24,>many"));
  }

  @Test
  void azureFunctions2021() throws IOException {
    mustBeGolden(
        ImportFormat.AZURE_FUNCTIONS_2021,
        file(
            "calls.txt",
            "app,func,end_timestamp,duration",
            "app1,f1,0.5,1.25",
            "app1,f2,60.04,0.04",
            "app2,f3,61,-1",
            "app2,f3,61"));
  }

  @Test
  void azureFunctions2019() throws IOException {
    StringBuilder header = new StringBuilder("HashOwner,HashApp,HashFunction,Trigger");
    StringBuilder first = new StringBuilder("o1,a1,f1,http");
    StringBuilder second = new StringBuilder("o2,a2,f2,timer");
    StringBuilder third = new StringBuilder("o2,a2,f3,queue");
    for (int minute = 1; minute <= 1_440; minute++) {
      header.append(',').append(minute);
      first.append(minute == 1 ? ",3" : ",0");
      second.append(minute == 1_440 ? ",1" : ",0");
      third.append(",x");
    }
    mustBeGolden(
        ImportFormat.AZURE_FUNCTIONS_2019,
        file("invocations.anon.d02.csv", header.toString(), second.toString()),
        file("invocations.anon.d01.csv", header.toString(), first.toString(), third.toString()));
  }

  @Test
  void philly() throws IOException {
    mustBeGolden(
        ImportFormat.PHILLY,
        file(
            "cluster_job_log",
            "[{\"status\":\"Pass\",\"vc\":\"ee9e8c\",\"jobid\":\"application_1\",\"user\":\"u\",\"submitted_time\":\"2017-10-03 03:18:00\",",
            "\"attempts\":[{\"start_time\":\"2017-10-03 03:18:49\",\"end_time\":\"2017-10-03 03:20:49\","
                + "\"detail\":[{\"ip\":\"m1\",\"gpus\":[\"gpu0\",\"gpu1\"]},{\"ip\":\"m2\",\"gpus\":[\"gpu0\"]}]},",
            "{\"start_time\":\"2017-10-03 03:21:00\",\"end_time\":null,\"detail\":[{\"ip\":\"m1\",\"gpus\":[\"gpu0\"]}]}]},",
            "{\"status\":\"Killed\",\"vc\":\"ee9e8c\",\"jobid\":\"application_2\",\"attempts\":[]},",
            "{\"status\":\"Killed\",\"vc\":\"103959\",\"jobid\":\"application_3\",\"attempts\":[{\"start_time\":\"None\",\"end_time\":\"None\",\"detail\":[]}]},",
            "{\"status\":\"Killed\",\"vc\":\"103959\",\"jobid\":\"application_4\",\"attempts\":[{\"start_time\":\"Tuesday\",\"detail\":[]}]}]"));
  }
}
