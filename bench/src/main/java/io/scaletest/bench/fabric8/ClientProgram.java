package io.scaletest.bench.fabric8;

/**
 * The program that {@link ClientBench} runs in a process of its own for each measurement: {@code
 * first|creates|informers KIND KUBECONFIG [RATE SECONDS | N]}, {@code list LISTER KUBECONFIG},
 * {@code fill - KUBECONFIG}.
 */
public final class ClientProgram {
  private ClientProgram() {}

  public static void main(String[] args) throws Exception {
    String how = args[1];
    String kubeconfig = args[2];
    switch (args[0]) {
      case "first" -> FirstAnswer.run(ClientKind.of(how), kubeconfig);
      case "creates" ->
          SteadyCreates.run(
              ClientKind.of(how), kubeconfig, Integer.parseInt(args[3]), Integer.parseInt(args[4]));
      case "informers" ->
          IdleInformers.run(ClientKind.of(how), kubeconfig, Integer.parseInt(args[3]));
      case "fill" -> BesideList.fill(kubeconfig);
      case "list" -> BesideList.run(how, kubeconfig);
      default -> throw new IllegalArgumentException("scenario: unknown: " + args[0]);
    }
  }
}
