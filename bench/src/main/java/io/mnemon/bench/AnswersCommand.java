package io.mnemon.bench;

import io.mnemon.bench.answers.Answers;
import io.mnemon.bench.corpus.Sentences;
import io.mnemon.bench.door.Draft;
import io.mnemon.bench.door.HttpConnection;
import io.mnemon.bench.platform.GivenPlatform;
import io.mnemon.bench.platform.Observer;
import io.mnemon.bench.platform.Platform;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Records what the platform at MNEMON_URL answers, or asks again and compares. */
@Command(
    name = "answers",
    description = {
      "Records what the platform at MNEMON_URL answers, or asks the same questions again.",
      "With --compare it exits with 1 if a question finds other memories than it did."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class AnswersCommand implements Callable<Integer> {
  private static final long SEED = 11;
  private static final int BATCH = 100;
  private static final int SHOWN = 10;

  private final PrintStream screen;
  private final Map<String, String> environment;

  @Parameters(paramLabel = "FILE", description = "The recorded questions and answers.")
  private Path file = Path.of("");

  @Option(names = "--compare", description = "Compare with FILE instead of writing it.")
  private boolean compare;

  @Option(names = "--questions", defaultValue = "1000", description = "How many to record.")
  private int questions;

  @Option(
      names = "--fill",
      defaultValue = "0",
      description = "How many made-up memories to add first, so that there is something to find.")
  private int fill;

  AnswersCommand(PrintStream screen, Map<String, String> environment) {
    this.screen = screen;
    this.environment = environment;
  }

  @Override
  public Integer call() {
    Platform platform =
        GivenPlatform.of(environment)
            .orElseThrow(() -> new IllegalArgumentException("Set MNEMON_URL and MNEMON_API_KEY."));
    return compare ? compare(platform) : record(platform);
  }

  private int record(Platform platform) {
    Sentences sentences = new Sentences(SEED);
    fill(platform, sentences.statements(fill));
    Answers answers = Answers.of(platform, sentences.questions(questions));
    answers.write(file);
    screen.printf(
        "%,d questions, of which %,d found something, lie in %s.%n",
        answers.answers().size(), answers.found(), file);
    return 0;
  }

  private static void fill(Platform platform, List<String> texts) {
    if (texts.isEmpty()) {
      return;
    }
    List<Draft> drafts = texts.stream().map(text -> Draft.fact("answers", text)).toList();
    try (HttpConnection connection = platform.connect()) {
      for (int from = 0; from < drafts.size(); from += BATCH) {
        int to = Math.min(drafts.size(), from + BATCH);
        connection.addAll(platform.applicationKey(), drafts.subList(from, to));
      }
    }
    new Observer(platform).awaitQuiet();
  }

  private int compare(Platform platform) {
    Answers before = Answers.read(file);
    Answers.Difference difference = before.difference(Answers.of(platform, before.questions()));
    screen.printf(
        "%,d answers: %,d equal, %,d with the same memories in another order, %,d different.%n",
        before.answers().size(),
        difference.equal(),
        difference.reordered(),
        difference.different().size());
    difference.different().stream()
        .limit(SHOWN)
        .forEach(question -> screen.println("different: " + question));
    return difference.different().isEmpty() ? 0 : 1;
  }
}
