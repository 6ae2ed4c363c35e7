package io.mnemon.operations;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.mnemon.operations.doctor.Doctor;
import io.mnemon.operations.doctor.Finding;
import io.mnemon.operations.doctor.Finding.Severity;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;

/** What the doctor found, for people and for programs. */
final class DoctorReport {

  private final Doctor.Report report;

  DoctorReport(Doctor.Report report) {
    this.report = report;
  }

  /** 0 if all is well, 1 if there are warnings only, 2 if there are errors. */
  int exitCode() {
    if (count(Severity.ERROR) > 0) {
      return 2;
    }
    return report.findings().isEmpty() ? 0 : 1;
  }

  private long count(Severity severity) {
    return report.findings().stream().filter(finding -> finding.severity() == severity).count();
  }

  String text() {
    var text = new StringBuilder();
    text.append("%s (%s)%n".formatted(report.folder(), report.isRunning() ? "running" : "stopped"));
    for (Finding finding : report.findings()) {
      text.append(
          "%n%s %s: %s%n  why: %s%n  do:  %s%n"
              .formatted(
                  finding.severity(),
                  finding.fault(),
                  finding.seen().strip(),
                  finding.why(),
                  finding.remedy()));
    }
    text.append(
        report.findings().isEmpty()
            ? "All is well: %s.%n".formatted(String.join(", ", report.checked()))
            : "%n%d errors, %d warnings.%n"
                .formatted(count(Severity.ERROR), count(Severity.WARNING)));
    return text.toString();
  }

  String json() {
    var text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("folder", report.folder().toString());
      json.writeBooleanField("running", report.isRunning());
      json.writeArrayFieldStart("checked");
      for (String check : report.checked()) {
        json.writeString(check);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("findings");
      for (Finding finding : report.findings()) {
        json.writeStartObject();
        json.writeStringField("severity", finding.severity().name().toLowerCase(Locale.ROOT));
        json.writeStringField("fault", finding.fault());
        json.writeStringField("seen", finding.seen());
        json.writeStringField("why", finding.why());
        json.writeStringField("remedy", finding.remedy());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text + System.lineSeparator();
  }
}
