using System.Globalization;
using Holdfast.Benchmarks.Compare;
using Holdfast.Benchmarks.Protocol.Cryptography;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Benchmarks.Protection;

/// <summary>
/// The subcommand <c>esp</c>: whole ESP on each provider beside raw OpenSSL from C, in one process.
/// </summary>
internal static class EspCommand
{
    private const string Raw = "raw EVP from C";
    private const double LeastOfRaw = 0.90;
    private const double LeastOfAesGcm = 2.0;
    private const string Encapsulate = "encapsulate";
    private const string Decapsulate = "decapsulate";

    /// <summary>0, or 1 when <paramref name="check"/> is set and a bar is missed.</summary>
    internal static int Run(int cycles, bool quick, bool check, string? json)
    {
        if (!LibcryptoProvider.TryLoad(out var libcrypto, out var without))
        {
            Console.Error.WriteLine($"No libcrypto: {without}");
            return 2;
        }

        CryptoProvider[] providers =
            [libcrypto, new PlatformProvider(), new BouncyCastleProvider()];
        Console.Error.WriteLine(libcrypto.Name);
        var open = new List<IDisposable>();
        var heats = new List<Heat>();
        foreach (var suite in quick ? [CipherSuite.Gcm] : CipherSuite.All)
        {
            foreach (var size in quick ? [1400] : CipherRow.Lengths)
            {
                var traffics = providers.Where(provider =>
                        provider.Supports(suite.Encryption, suite.Integrity))
                    .Select(provider => (
                        Name: Name(provider), Traffic: new EspTraffic(suite, provider, size)))
                    .ToList();
                var peer = new RawEvp(suite, traffics[0].Traffic);
                open.Add(peer);
                open.AddRange(traffics.Select(one => one.Traffic));
                heats.Add(new(Row(suite, size, Encapsulate), EspTraffic.Batch,
                [
                    new(Raw, peer.Seal),
                    new("the cipher alone, from C#", traffics[0].Traffic.Seal),
                    .. traffics.Select(one => new Runner(one.Name, one.Traffic.Encapsulate)),
                ]));
                heats.Add(new(Row(suite, size, Decapsulate), EspTraffic.Batch,
                [
                    new(Raw, peer.Open),
                    .. traffics.Select(one => new Runner(one.Name, one.Traffic.Decapsulate)),
                ]));
            }
        }

        var cells = new Alternation(cycles, CpuClock.Thread).Run(heats);
        open.ForEach(one => one.Dispose());
        Print(cells);
        var verdicts = Judge(cells, Name(libcrypto), Name(providers[1]));
        foreach (var verdict in verdicts)
            Console.WriteLine(Report.Line(verdict));
        if (json is not null)
            Report.WriteJson(json, new { provider = libcrypto.Name, cells, verdicts });
        return check && verdicts.Any(verdict => !verdict.Passed) ? 1 : 0;
    }

    /// <summary>The bars at 1400 octets of AES-128-GCM; each is the lower the better.</summary>
    private static IReadOnlyList<Verdict> Judge(
        IReadOnlyList<Cell> cells, string fast, string platform)
    {
        var verdicts = new List<Verdict>();
        foreach (var way in (string[])[Encapsulate, Decapsulate])
        {
            var row = cells.Where(
                cell => cell.Row == Row(CipherSuite.Gcm, 1400, way)).ToList();
            var ours = row.Single(cell => cell.Parser == fast);
            var theirs = row.Single(cell => cell.Parser == platform);
            verdicts.Add(new($"{way}, time × raw EVP from C", 1 / LeastOfRaw, ours.Ratio));
            verdicts.Add(new(
                $"{way}, time × whole ESP on AesGcm", 1 / LeastOfAesGcm,
                ours.Ratio / theirs.Ratio));
        }

        var encapsulated = cells
            .Where(cell => cell.Parser == fast)
            .Where(cell => cell.Row.EndsWith(Encapsulate, StringComparison.Ordinal));
        verdicts.Add(
            new("octets allocated per packet", 0, encapsulated.Max(cell => cell.Allocated)));
        return verdicts;
    }

    private static void Print(IReadOnlyList<Cell> cells)
    {
        foreach (var row in cells.GroupBy(cell => cell.Row))
        {
            var size = int.Parse(row.Key.Split(", ")[^2][..^2], CultureInfo.InvariantCulture);
            Console.WriteLine(row.Key);
            foreach (var cell in row)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {cell.Parser,-26} {cell.Nanoseconds,9:F1} ns"
                    + $"  {size * 8 / cell.Nanoseconds,6:F2} Gbit/s"
                    + $"  {1 / cell.Ratio,6:P0} of raw  {cell.Allocated,6:F0} B"));
            }
        }
    }

    private static string Row(CipherSuite suite, int size, string way) =>
        $"{suite.Name}, {size} B, {way}";

    private static string Name(CryptoProvider provider) => "ESP on " + provider switch
    {
        LibcryptoProvider => "libcrypto",
        PlatformProvider => "the platform",
        _ => "BouncyCastle",
    };
}
