using System.Globalization;
using Holdfast.Benchmarks.Compare;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Benchmarks.Protocol.Cryptography;

/// <summary>
/// The subcommand <c>ciphers</c>: packets through the providers, beside raw OpenSSL from C, in one
/// process.
/// </summary>
internal static class CiphersCommand
{
    private const string C = "C, OpenSSL EVP";
    private const string Direct = "libcrypto";
    private const string Platform = "platform";

    private const int LongOctets = 1400;

    /// <summary>0, or 1 when <paramref name="check"/> is set and a bar is missed.</summary>
    internal static int Run(int cycles, bool check, string? json)
    {
        if (!LibcryptoProvider.TryLoad(out var libcrypto, out var reason))
        {
            Console.Error.WriteLine($"Nothing to compare: {reason}.");
            return check ? 1 : 0;
        }

        var text = json == "-" ? Console.Error : Console.Out;
        var peer = new EvpPeer();
        var platform = new PlatformProvider();
        var fields = new List<PacketField>();
        var sas = new List<IDisposable>();
        var heats = CipherRow.All.Select(Heat).ToList();
        text.WriteLine($"All give and open the same octets. {libcrypto.Name}");

        var cells = new Alternation(cycles, CpuClock.Thread).Run(heats);
        sas.ForEach(sa => sa.Dispose());
        fields.ForEach(field => field.Dispose());

        var verdicts = Judge(cells);
        Print(text, cells, verdicts);
        if (json is not null)
            Report.WriteJson(json, new { cells, verdicts });
        return check && verdicts.Any(verdict => !verdict.Passed) ? 1 : 0;

        Heat Heat(CipherRow row)
        {
            var field = new PacketField(row);
            var c = new EvpSa(peer, row.Suite);
            ProviderSa[] ours = [new(libcrypto, row.Suite), new(platform, row.Suite)];
            fields.Add(field);
            sas.AddRange([c, .. ours]);
            Agree(row, field, c, ours);
            return new Heat(row.Name, PacketField.Count, row.Opens
                ?
                [
                    new(C, rounds => c.Open(field, rounds)),
                    new(Direct, rounds => ours[0].Open(field, rounds)),
                    new(Platform, rounds => ours[1].Open(field, rounds)),
                ]
                :
                [
                    new(C, rounds => c.Seal(field, rounds)),
                    new(Direct, rounds => ours[0].Seal(field, rounds)),
                    new(Platform, rounds => ours[1].Seal(field, rounds)),
                ]);
        }
    }

    /// <summary>Everybody seals the same packets to the same octets and opens all.</summary>
    private static void Agree(CipherRow row, PacketField field, EvpSa c, ProviderSa[] ours)
    {
        var first = Take();
        c.Seal(field, 1);
        var expected = Take();
        foreach (var sa in ours)
        {
            Put(first);
            sa.Seal(field, 1);
            if (!Take().Zip(expected).All(pair => pair.First.SequenceEqual(pair.Second)))
                throw new InvalidOperationException($"{row.Name}: other octets than C's.");
        }

        // What was sealed last stays in place, for the rows that open.
        ulong[] opened = [c.Open(field, 1), .. ours.Select(sa => sa.Open(field, 1))];
        if (opened.Any(packets => packets != PacketField.Count))
            throw new InvalidOperationException($"{row.Name}: packets were refused.");

        List<byte[]> Take() =>
            [.. Enumerable.Range(0, PacketField.Count).Select(i => field.Whole(i).ToArray())];

        void Put(List<byte[]> octets)
        {
            for (var i = 0; i < octets.Count; i++)
                octets[i].CopyTo(field.Whole(i));
        }
    }

    private static List<Verdict> Judge(IReadOnlyList<Cell> cells) =>
    [
        .. CipherRow.All.Select(row => new Verdict(
            $"{row.Name}, × C", Bar(row),
            cells.Single(cell => cell.Row == row.Name && cell.Parser == Direct).Ratio)),
        new(
            "octets allocated per packet", 0,
            cells.Where(cell => cell.Parser == Direct).Max(cell => cell.Allocated)),
    ];

    /// <summary>
    /// At most so many times the time of C. 1 / 0.9 is 90 % of its speed. With HMAC the ICV is
    /// compared by the platform in constant time, 100 ns that C's comparison does not cost.
    /// </summary>
    private static double Bar(CipherRow row) =>
        (row.Suite.Encryption.IsCombined, row.Octets >= LongOctets) switch
        {
            (true, true) => 1 / 0.9,
            (true, false) => 1.25,
            (false, true) => 1.25,
            (false, false) => 1.40,
        };

    private static void Print(
        TextWriter writer, IReadOnlyList<Cell> cells, List<Verdict> verdicts)
    {
        string[] names = [C, Direct, Platform];
        writer.WriteLine();
        writer.WriteLine(
            $"| ns per packet | {string.Join(" | ", names.Select(name => $"{name} | × C"))} |");
        writer.WriteLine($"|---|{string.Concat(names.Select(_ => "--:|--:|"))}");
        foreach (var row in cells.GroupBy(cell => cell.Row))
        {
            var columns = row.Select(cell => string.Create(
                CultureInfo.InvariantCulture, $"{cell.Nanoseconds:F0} | {cell.Ratio:F2}"));
            writer.WriteLine($"| {row.Key} | {string.Join(" | ", columns)} |");
        }

        writer.WriteLine();
        foreach (var verdict in verdicts)
            writer.WriteLine(Report.Line(verdict));
    }
}
