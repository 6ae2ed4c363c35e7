package io.mnemon.operations.doctor;

import io.mnemon.operations.backup.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Room on the disk of the data folder, in bytes and in files. */
final class DiskCheck implements Check {

  private static final int MOST_INODES_PERCENT = 95;
  private static final int PERCENT_COLUMN = 4;

  private final Path root;
  private final Limits limits;

  DiskCheck(Path root, Limits limits) {
    this.root = root;
    this.limits = limits;
  }

  @Override
  public String name() {
    return "disk";
  }

  @Override
  public List<Finding> findings() {
    var found = new ArrayList<Finding>();
    try {
      long free = Files.getFileStore(root).getUsableSpace();
      if (free < limits.freeBytes()) {
        found.add(
            Finding.error(
                "disk-full",
                "%s is free where %s lies; %s should be."
                    .formatted(Progress.size(free), root, Progress.size(limits.freeBytes())),
                "Mnemon refuses changes when the disk is full.",
                "Free some space, or move the data folder to a larger disk."));
      }
      int inodes = inodesUsedPercent();
      if (inodes > MOST_INODES_PERCENT) {
        found.add(
            Finding.error(
                "inodes-full",
                inodes + " % of the files that this disk can hold exist already.",
                "No new file can be made, however much space is free.",
                "Delete small files: df -i " + root + " shows the numbers."));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  /** 0 where the file system does not count them. */
  private int inodesUsedPercent() throws IOException {
    Process df = new ProcessBuilder("df", "-Pi", root.toString()).start();
    try (BufferedReader lines = df.inputReader()) {
      List<String> all = lines.readAllLines();
      String[] columns = all.isEmpty() ? new String[0] : all.getLast().split("\\s+");
      String percent = columns.length > PERCENT_COLUMN ? columns[PERCENT_COLUMN] : "";
      return percent.matches("\\d+%") ? Integer.parseInt(percent.replace("%", "")) : 0;
    }
  }
}
