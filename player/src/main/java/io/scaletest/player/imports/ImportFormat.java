package io.scaletest.player.imports;

import io.scaletest.player.merge.EntrySorter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The public traces that can be imported. The data is its publishers', and not part of this. */
public enum ImportFormat {
  ALIBABA_GPU_2023(
      "alibaba-gpu-2023",
      "8,152 pods with GPUs in 149 days",
      "openb_pod_list_default.csv, of folder cluster-trace-gpu-v2023/csv",
      "github.com/alibaba/clusterdata",
      "for research and study, as the repository says"),
  ALIBABA_GPU_2025(
      "alibaba-gpu-2025",
      "23,871 instances of services with GPUs in 31 days",
      "the table of instances, of folder cluster-trace-gpu-v2025",
      "github.com/alibaba/clusterdata",
      "for research and study, as the repository says"),
  ALIBABA_GPU_2020(
      "alibaba-gpu-2020",
      "tasks of machine learning on 1,800 machines in 2 months",
      "pai_task_table.csv, of folder cluster-trace-gpu-v2020",
      "github.com/alibaba/clusterdata",
      "CC-BY 4.0"),
  ALIBABA_2018(
      "alibaba-2018",
      "batch jobs and services on 4,000 machines in 8 days",
      "batch_task.csv (125 MB packed), and container_meta.csv for the services, of folder"
          + " cluster-trace-v2018",
      "github.com/alibaba/clusterdata",
      "for research and study, as the repository says"),
  ALIBABA_SPOT_2026(
      "alibaba-spot-2026",
      "jobs on spot GPUs of 4,278 nodes",
      "the table of jobs, of the folder of spot GPUs",
      "github.com/alibaba/clusterdata",
      "for research and study, as the repository says"),
  GOOGLE_2019(
      "google-2019",
      "instances of a cell in May 2019, of 8 cells",
      "instance_events and collection_events of a cell, as JSON lines or CSV, plain or gzip;"
          + " exported from BigQuery, or of the cell's bucket",
      "github.com/google/cluster-data",
      "CC-BY 4.0"),
  AZURE_PACKING_2020(
      "azure-packing-2020",
      "virtual machines of a zone in 14 days",
      "packing_trace_zone_a_v1.sqlite, or its tables vm and vmType as CSV with headers",
      "github.com/Azure/AzurePublicDataset",
      "CC-BY"),
  AZURE_VM_V2(
      "azure-vm-v2",
      "2.7 million virtual machines of a region in 30 days",
      "vmtable.csv.gz (of trace v2)",
      "github.com/Azure/AzurePublicDataset",
      "CC-BY"),
  AZURE_FUNCTIONS_2021(
      "azure-functions-2021",
      "each call of functions in 2 weeks",
      "AzureFunctionsInvocationTraceForTwoWeeksJan2021.txt",
      "github.com/Azure/AzurePublicDataset",
      "CC-BY"),
  AZURE_FUNCTIONS_2019(
      "azure-functions-2019",
      "calls of functions by the minute in 14 days",
      "invocations_per_function_md.anon.d01.csv to d14",
      "github.com/Azure/AzurePublicDataset",
      "CC-BY"),
  PHILLY(
      "philly",
      "117,325 jobs of deep learning in 2017",
      "cluster_job_log, JSON",
      "github.com/msr-fiddle/philly-traces",
      "CC-BY");

  private final String word;
  private final String says;
  private final String files;
  private final String where;
  private final String licence;

  ImportFormat(String word, String says, String files, String where, String licence) {
    this.word = word;
    this.says = says;
    this.files = files;
    this.where = where;
    this.licence = licence;
  }

  /** Returns the name that people see. */
  public String word() {
    return word;
  }

  /** Returns the format of a name. */
  public static Optional<ImportFormat> named(String word) {
    return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
  }

  /** Returns the names of all. */
  public static List<String> words() {
    return Arrays.stream(values()).map(ImportFormat::word).toList();
  }

  /** Returns what to fetch from where, in lines. */
  public List<String> lines() {
    return List.of(
        word,
        "  has      " + says,
        "  files    " + files,
        "  from     " + where,
        "  licence  " + licence);
  }

  /**
   * Returns an importer.
   *
   * @param sorter makes an empty sorter, where one is needed
   */
  Importer importer(ImportSettings settings, Supplier<EntrySorter> sorter) {
    double cores = settings.machineCpuMilli() / 1_000.0;
    long memory = settings.machineMemoryBytes();
    return switch (this) {
      case ALIBABA_GPU_2023 -> new AlibabaGpu2023();
      case ALIBABA_GPU_2025 -> new AlibabaGpu2025();
      case ALIBABA_GPU_2020 -> new AlibabaGpu2020();
      case ALIBABA_2018 -> new Alibaba2018(memory);
      case ALIBABA_SPOT_2026 -> new AlibabaSpot2026();
      case GOOGLE_2019 -> new Google2019(sorter.get(), cores, memory);
      case AZURE_PACKING_2020 -> new AzurePacking2020(cores, memory);
      case AZURE_VM_V2 -> new AzureVm2019();
      case AZURE_FUNCTIONS_2021 -> new AzureFunctions2021();
      case AZURE_FUNCTIONS_2019 -> new AzureFunctions2019(settings.lifetimeNs(), settings.seed());
      case PHILLY -> new Philly();
    };
  }
}
