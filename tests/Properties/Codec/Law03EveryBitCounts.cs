using Holdfast.Codec;
using Holdfast.Testing.Samples;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>
/// Law 3: a one-bit change outside the declared malleable bits changes the value or is refused.
/// </summary>
public sealed class Law03EveryBitCounts
{
    private const int Runs = 30;
    private const int FlipsMax = 256;

    public static TheoryData<Subject> Types => WireTypes.Subjects;

    [Theory]
    [MemberData(nameof(Types))]
    public void A_flipped_bit_is_refused_or_seen_in_the_value(Subject type)
    {
        var entry = type.Entry;
        ForAll.Cases(Runs, WireFormats.Samples(entry), sample =>
        {
            var malleable = Malleability.Bits(sample.Tree);
            var value = entry.MustRead(sample.Octets, sample.WireFacts, Fidelity.Canonical);
            var verbatim = entry.MustRead(sample.Octets, sample.WireFacts, Fidelity.Verbatim);
            foreach (var bit in Flips(sample.Octets.Length * 8))
            {
                var octets = Flip(sample.Octets, bit);
                Assert.False(
                    Reads(entry, sample, octets, Fidelity.Verbatim, verbatim),
                    $"bit {bit} is not in the verbatim value");
                Assert.False(
                    !malleable.Contains(bit)
                    && Reads(entry, sample, octets, Fidelity.Canonical, value),
                    $"bit {bit} is not in the value, and not declared malleable");
            }
        });
    }

    // All bits of small samples; of others those at the front, where lengths and marks are, and
    // every n-th of the rest.
    private static IEnumerable<int> Flips(int bits)
    {
        const int half = FlipsMax / 2;
        return bits <= FlipsMax
            ? Enumerable.Range(0, bits)
            : Enumerable.Range(0, half).Concat(
                Enumerable.Range(0, half).Select(i => half + (i * (bits - half) / half)));
    }

    private static byte[] Flip(byte[] octets, int bit)
    {
        byte[] flipped = [.. octets];
        flipped[bit / 8] ^= (byte)(0x80 >> (bit % 8));
        return flipped;
    }

    private static bool Reads(
        Holdfast.Codec.Schemas.WireEntry entry, Sample sample, byte[] octets, Fidelity fidelity,
        IWireValue value) =>
        entry.Read(octets, sample.WireFacts, fidelity, out var other, out _) && value.Equals(other);
}
