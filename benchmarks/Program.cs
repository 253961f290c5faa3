using System.Globalization;
using BenchmarkDotNet.Running;
using Holdfast.Benchmarks.Compare;
using Holdfast.Benchmarks.Corpus;
using Holdfast.Benchmarks.Explorer;
using Holdfast.Benchmarks.Protection;
using Holdfast.Benchmarks.Protocol.Cryptography;
using Holdfast.Benchmarks.Simulator;
using Holdfast.Benchmarks.Streaming;

namespace Holdfast.Benchmarks;

internal static class Program
{
    private const string Usage = """
        Benchmarks of Holdfast's parsers. Run with -c Release.

          compare [--cycles N] [--peers] [--check] [--json FILE]
              the table against C, in one process; --peers adds PacketDotNet;
              --check fails when a bar is missed; FILE may be -
          stream [--packets N] [--cycles N] [--check] [--json FILE]
              a pcap of N packets in the page cache, read and parsed
          ciphers [--cycles N] [--check] [--json FILE]
              packets sealed and opened, beside raw OpenSSL from C
          esp [--cycles N] [--quick] [--check] [--json FILE]
              whole ESP on each provider beside raw OpenSSL from C, in one process;
              --quick: AES-128-GCM at 1400 octets alone
          window [--cycles N] [--check]
              the anti-replay window alone
          explore [--model NAME] [--runs N] [--threads N] [--check] [--json FILE]
              states per second of the explorer, and octets per state
          play [--runs N] [--sas N] [--flows N] [--check]
              a run of the simulator: the stateful pair through a crash
          schedules [--check] [--json FILE]
              every schedule of three faults: together, and one by one in a minute
          corpus FOLDER
              writes the corpus as pcap files, for peers that run elsewhere
          table FOLDER
              one table of what run-peers has collected in a folder
          suites [BenchmarkDotNet arguments]
              the BenchmarkDotNet suites; for example: suites --filter '*'
        """;

    private static int Main(string[] arguments)
    {
        var rest = arguments.Skip(1).ToList();
        switch (arguments.FirstOrDefault())
        {
            case "compare":
                return CompareCommand.Run(
                    Number(rest, "--cycles", 400), rest.Contains("--peers"),
                    rest.Contains("--check"), Value(rest, "--json"));
            case "stream":
                return StreamCommand.Run(
                    Number(rest, "--packets", StreamCommand.Packets), Number(rest, "--cycles", 200),
                    rest.Contains("--check"), Value(rest, "--json"));
            case "ciphers":
                return CiphersCommand.Run(
                    Number(rest, "--cycles", 200), rest.Contains("--check"),
                    Value(rest, "--json"));
            case "esp":
                return EspCommand.Run(
                    Number(rest, "--cycles", 400), rest.Contains("--quick"),
                    rest.Contains("--check"), Value(rest, "--json"));
            case "window":
                return WindowCommand.Run(
                    Number(rest, "--cycles", 400), rest.Contains("--check"));
            case "explore":
                return ExploreCommand.Run(
                    Value(rest, "--model"), Number(rest, "--runs", 5), Number(rest, "--threads", 1),
                    rest.Contains("--check"), Value(rest, "--json"));
            case "play":
                return PlayCommand.Run(
                    Number(rest, "--runs", 5), Number(rest, "--sas", 100),
                    Number(rest, "--flows", 20), rest.Contains("--check"));
            case "schedules":
                return SchedulesCommand.Run(rest.Contains("--check"), Value(rest, "--json"));
            case "table" when rest.Count == 1:
                return TableCommand.Run(rest[0]);
            case "corpus" when rest.Count == 1:
                return CorpusCommand.Run(rest[0]);
            case "suites":
                BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run([.. rest]);
                return 0;
            default:
                Console.Error.WriteLine(Usage);
                return 2;
        }
    }

    private static int Number(List<string> arguments, string name, int otherwise) =>
        Value(arguments, name) is { } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;

    private static string? Value(List<string> arguments, string name)
    {
        var at = arguments.IndexOf(name);
        return at >= 0 && at + 1 < arguments.Count ? arguments[at + 1] : null;
    }
}
