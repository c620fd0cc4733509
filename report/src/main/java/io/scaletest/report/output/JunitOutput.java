package io.scaletest.report.output;

import io.scaletest.common.verdict.Verdict;
import io.scaletest.report.model.Finding;
import io.scaletest.report.model.ObjectiveResult;
import io.scaletest.report.model.Report;
import io.scaletest.report.model.RunResult;
import io.scaletest.report.model.ToolRun;
import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A report as CI systems read tests: a suite for each run, a case for each objective and for the
 * verdict. Broken is a failure, INVALID an error, too few samples skipped, SUSPECT passes with its
 * reason (or fails, if that is wanted).
 */
public final class JunitOutput {
  private final XMLStreamWriter xml;
  private final boolean strict;

  private JunitOutput(XMLStreamWriter xml, boolean strict) {
    this.xml = xml;
    this.strict = strict;
  }

  /**
   * Returns the XML.
   *
   * @param strict whether a SUSPECT run is a failure
   */
  public static String of(Report report, boolean strict) {
    var text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      var output = new JunitOutput(xml, strict);
      xml.writeStartDocument("UTF-8", "1.0");
      output.start("testsuites", "name", "report");
      for (RunResult run : report.runs()) {
        output.suite(run);
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("XML into memory", e);
    }
    return text.append('\n').toString();
  }

  private void suite(RunResult run) throws XMLStreamException {
    long failures =
        run.objectives().stream()
            .filter(each -> each.outcome() == ObjectiveResult.Outcome.BROKEN)
            .count();
    long skipped =
        run.objectives().stream()
            .filter(each -> each.outcome() == ObjectiveResult.Outcome.UNKNOWN)
            .count();
    boolean invalid = run.status() == Verdict.Status.INVALID;
    boolean suspect = strict && run.status() == Verdict.Status.SUSPECT;
    start(
        "testsuite",
        "name",
        run.title(),
        "timestamp",
        PlainText.time(run.startEpochMs()).replace(' ', 'T'),
        "time",
        String.valueOf(run.seconds()),
        "tests",
        String.valueOf(run.objectives().size() + 1),
        "failures",
        String.valueOf(failures + (suspect ? 1 : 0)),
        "errors",
        invalid ? "1" : "0",
        "skipped",
        String.valueOf(skipped));
    properties(run);
    verdict(run, suspect);
    for (ObjectiveResult each : run.objectives()) {
      objective(run, each);
    }
    xml.writeEndElement();
  }

  private void properties(RunResult run) throws XMLStreamException {
    start("properties");
    for (ToolRun tool : run.tools()) {
      for (var option : tool.options().entrySet()) {
        start("property", "name", tool.tool() + "." + option.getKey(), "value", option.getValue());
        xml.writeEndElement();
      }
    }
    xml.writeEndElement();
  }

  private void verdict(RunResult run, boolean suspectFails) throws XMLStreamException {
    start("testcase", "classname", run.title(), "name", "verdict");
    if (run.status() == Verdict.Status.INVALID || suspectFails) {
      start(suspectFails ? "failure" : "error", "message", RunWords.verdict(run));
      reasons(run);
      xml.writeEndElement();
    } else if (!run.findings().isEmpty()) {
      start("system-out");
      reasons(run);
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private void reasons(RunResult run) throws XMLStreamException {
    for (Finding finding : run.findings()) {
      xml.writeCharacters(
          PlainText.safe(
                  finding.status()
                      + " "
                      + finding.about()
                      + ": "
                      + finding.reason()
                      + " ("
                      + finding.by()
                      + ")")
              + "\n");
    }
  }

  private void objective(RunResult run, ObjectiveResult each) throws XMLStreamException {
    start("testcase", "classname", run.title(), "name", each.name());
    String says = each.value() + ", limit " + each.limit() + " (" + each.measuredOn() + ")";
    if (each.outcome() != ObjectiveResult.Outcome.MET) {
      boolean broken = each.outcome() == ObjectiveResult.Outcome.BROKEN;
      start(broken ? "failure" : "skipped", "message", says);
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private void start(String element, String... attributes) throws XMLStreamException {
    xml.writeStartElement(element);
    for (int i = 0; i < attributes.length; i += 2) {
      xml.writeAttribute(attributes[i], PlainText.safe(attributes[i + 1]));
    }
  }
}
