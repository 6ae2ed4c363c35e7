package io.mnemon.cli;

import picocli.CommandLine.Command;

/** {@code mnemon key}: the commands for API keys. */
@Command(name = "key", description = "Manages API keys.", synopsisSubcommandLabel = "COMMAND")
final class KeyCommand {}
