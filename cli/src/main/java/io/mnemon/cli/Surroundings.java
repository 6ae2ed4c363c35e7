package io.mnemon.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Map;

/**
 * What the command finds around it.
 *
 * @param environment the environment variables
 * @param in what is piped into it
 * @param out for results
 * @param err for everything else
 */
record Surroundings(Map<String, String> environment, InputStream in, Output out, PrintWriter err) {
  Surroundings {
    environment = Map.copyOf(environment);
  }
}
