package io.mnemon.bench.report;

/** A measured value beside what it ought to be; a value of NaN, which is none, does not meet it. */
public record Verdict(String goal, String bound, String measured, boolean met) {

  public static Verdict atLeast(String goal, double least, double value) {
    return new Verdict(goal, "≥ " + Figure.number(least), Figure.number(value), value >= least);
  }

  public static Verdict atMost(String goal, double most, double value) {
    return new Verdict(goal, "≤ " + Figure.number(most), Figure.number(value), value <= most);
  }
}
