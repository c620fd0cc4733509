package io.scaletest.player.cli;

import io.scaletest.common.cli.CommandWords;
import io.scaletest.player.scenario.Scenario;
import java.io.PrintStream;

/** Plays workloads that files specify. */
public final class Player {
  static final String NAME = "player";

  private Player() {}

  /** Returns the commands, in the order in which people need them. */
  static CommandWords commands() {
    return new CommandWords(Player.class, NAME)
        .with("play", PlayCommand::new)
        .with("plan", PlanCommand::new)
        .with("validate", ValidateCommand::new)
        .with("explain", ExplainCommand::new)
        .with("schema", SchemaCommand::new)
        .with("convert", ConvertCommand::new)
        .with("scenarios", ScenariosCommand::new)
        .with("record", RecordCommand::new)
        .with("import", ImportCommand::new)
        .with("replay", ReplayCommand::new)
        .with("scenario", "Plays a workload of the player's own.", scenarios())
        .with("trace", "Checks traces, tells what is in them, and makes traces of them.", traces());
  }

  private static CommandWords traces() {
    return new CommandWords(Player.class, NAME + " trace")
        .with("validate", TraceValidateCommand::new)
        .with("summary", TraceSummaryCommand::new)
        .with("filter", TraceFilterCommand::new)
        .with("cut", TraceCutCommand::new)
        .with("merge", TraceMergeCommand::new)
        .with("scale", TraceScaleCommand::new)
        .with("anonymise", TraceAnonymiseCommand::new)
        .with("diff", TraceDiffCommand::new)
        .with("export", TraceExportCommand::new);
  }

  private static CommandWords scenarios() {
    CommandWords words = new CommandWords(Player.class, NAME + " scenario");
    for (String name : Scenario.names()) {
      words.with(name, () -> new ScenarioCommand(Scenario.named(name)));
    }
    return words;
  }

  public static void main(String[] args) {
    System.exit(execute(args, System.out, System.err));
  }

  static int execute(String[] args, PrintStream out, PrintStream err) {
    return commands().execute(args, out, err);
  }
}
