package io.mnemon.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with front matter and headings, as far as an import has to understand it. */
record MarkdownText(Members frontMatter, String body) {
  private static final Pattern FRONT_MATTER =
      Pattern.compile("\\A---[ \t]*\\R(.*?)\\R(?:---|\\.\\.\\.)[ \t]*(?:\\R|\\z)", Pattern.DOTALL);
  private static final Pattern ENTRY = Pattern.compile("([A-Za-z][\\w-]*):[ \t]*(.*)");
  private static final Pattern HEADING = Pattern.compile("(#{1,6})[ \t]+(.+?)[ \t]*#*");
  private static final Pattern FENCE = Pattern.compile(" {0,3}(```|~~~).*");

  static MarkdownText of(String text) {
    String clean = text.startsWith("\uFEFF") ? text.substring(1) : text;
    Matcher matcher = FRONT_MATTER.matcher(clean);
    return matcher.find()
        ? new MarkdownText(entries(matcher.group(1)), clean.substring(matcher.end()))
        : new MarkdownText(new Members(), clean);
  }

  /** Keys with a text or a list of texts; whatever else YAML can say is left out. */
  private static Members entries(String yaml) {
    Members entries = new Members();
    String key = "";
    List<String> items = new ArrayList<>();
    for (String line : yaml.lines().toList()) {
      Matcher entry = ENTRY.matcher(line);
      String item = line.strip();
      if (!key.isEmpty() && item.startsWith("- ")) {
        items.add(unquoted(item.substring(2)));
        entries.with(key, List.copyOf(items));
      } else if (entry.matches()) {
        key = entry.group(1);
        items.clear();
        String value = entry.group(2).strip();
        if (value.startsWith("[") && value.endsWith("]")) {
          entries.with(key, list(value.substring(1, value.length() - 1)));
        } else if (key.equals("tags")) {
          entries.with(key, list(value));
        } else {
          entries.with(key, unquoted(value));
        }
      }
    }
    return entries;
  }

  private static List<String> list(String text) {
    return Arrays.stream(text.split(","))
        .map(MarkdownText::unquoted)
        .filter(item -> !item.isEmpty())
        .distinct()
        .toList();
  }

  private static String unquoted(String text) {
    String bare = text.strip();
    boolean isQuoted =
        bare.length() > 1
            && (bare.startsWith("\"") || bare.startsWith("'"))
            && bare.charAt(bare.length() - 1) == bare.charAt(0);
    return isQuoted ? bare.substring(1, bare.length() - 1) : bare;
  }

  /**
   * What stands under one heading.
   *
   * @param heading the headings above it, outermost first; empty before the first one
   */
  record Part(String heading, String text) {}

  /** The parts in their order, none empty and none longer than allowed. */
  List<Part> parts(int maxChars) {
    List<Part> parts = new ArrayList<>();
    List<String> path = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    boolean isCode = false;
    for (String line : body.lines().toList()) {
      isCode ^= FENCE.matcher(line).matches();
      Matcher heading = HEADING.matcher(line);
      if (!isCode && heading.matches()) {
        add(parts, path, text, maxChars);
        int depth = heading.group(1).length();
        while (path.size() >= depth) {
          path.removeLast();
        }
        while (path.size() < depth - 1) {
          path.add("");
        }
        path.add(heading.group(2));
      } else {
        text.append(line).append('\n');
      }
    }
    add(parts, path, text, maxChars);
    return parts;
  }

  private static void add(List<Part> parts, List<String> path, StringBuilder text, int maxChars) {
    String heading = String.join(" > ", path.stream().filter(name -> !name.isEmpty()).toList());
    for (String piece : pieces(text.toString().strip(), maxChars)) {
      parts.add(new Part(heading, piece));
    }
    text.setLength(0);
  }

  /** Between paragraphs where that is possible, else between words, else anywhere. */
  private static List<String> pieces(String text, int maxChars) {
    List<String> pieces = new ArrayList<>();
    String rest = text;
    while (rest.length() > maxChars) {
      int cut = rest.lastIndexOf("\n\n", maxChars);
      cut = cut > 0 ? cut : rest.lastIndexOf(' ', maxChars);
      cut = cut > 0 ? cut : rest.offsetByCodePoints(0, rest.codePointCount(0, maxChars - 1));
      pieces.add(rest.substring(0, cut).strip());
      rest = rest.substring(cut).strip();
    }
    if (!rest.isEmpty()) {
      pieces.add(rest);
    }
    return pieces;
  }
}
