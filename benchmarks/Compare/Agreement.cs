using Holdfast.Benchmarks.Corpus;

namespace Holdfast.Benchmarks.Compare;

/// <summary>
/// Shows, before anything is timed, that all contestants make the same checks and read the same
/// fields: on every packet of the corpus, on every prefix of it, with every octet changed in turn,
/// and with two octets changed at random.
/// </summary>
internal static class Agreement
{
    private const int RandomChanges = 200_000;
    private static readonly byte[] Values = [0, 1, 3, 4, 7, 8, 27, 28, 46, 53, 127, 128, 255];

    /// <summary>Number of packets on which all agreed; throws at the first that tells them apart.</summary>
    internal static int Check(IReadOnlyList<Contestant> contestants)
    {
        var frames = PacketRows.Mix.Frames.Distinct(new SameOctets()).ToList();
        var packets = 0;
        foreach (var frame in frames)
        {
            if (contestants[0].Parse(frame).Kind == PacketKind.Refused)
                throw Disagreement("The corpus holds a packet that C refuses", frame);
            packets += Prefixes(contestants, frame);
            packets += EveryOctet(contestants, frame);
        }

        return packets + AtRandom(contestants, frames);
    }

    private static int Prefixes(IReadOnlyList<Contestant> contestants, ReadOnlySpan<byte> frame)
    {
        for (var length = 0; length <= frame.Length; length++)
            Ask(contestants, frame[..length]);
        return frame.Length + 1;
    }

    private static int EveryOctet(IReadOnlyList<Contestant> contestants, Span<byte> frame)
    {
        for (var i = 0; i < frame.Length; i++)
        {
            var original = frame[i];
            foreach (var value in Values)
            {
                frame[i] = value;
                Ask(contestants, frame);
                frame[i] = (byte)(original ^ value);
                Ask(contestants, frame);
            }

            frame[i] = original;
        }

        return frame.Length * Values.Length * 2;
    }

    private static int AtRandom(IReadOnlyList<Contestant> contestants, List<byte[]> frames)
    {
        var random = new Random(7);
        for (var i = 0; i < RandomChanges; i++)
        {
            var frame = (byte[])frames[i % frames.Count].Clone();
            frame[random.Next(frame.Length)] = (byte)random.Next(256);
            frame[random.Next(frame.Length)] ^= (byte)(1 << random.Next(8));
            Ask(contestants, frame.AsSpan(0, frame.Length - (random.Next(8) == 0 ? 1 : 0)));
        }

        return RandomChanges;
    }

    private static void Ask(IReadOnlyList<Contestant> contestants, ReadOnlySpan<byte> frame)
    {
        var first = contestants[0].Parse(frame);
        for (var i = 1; i < contestants.Count; i++)
        {
            var other = contestants[i].Parse(frame);
            if (first != other)
            {
                throw Disagreement(
                    $"{contestants[0].Name} says {first}, {contestants[i].Name} says {other}", frame);
            }
        }
    }

    private static InvalidDataException Disagreement(string what, ReadOnlySpan<byte> frame) =>
        new($"{what}, of {Convert.ToHexStringLower(frame)}");

    private sealed class SameOctets : IEqualityComparer<byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] octets)
        {
            var hash = default(HashCode);
            hash.AddBytes(octets);
            return hash.ToHashCode();
        }
    }
}
