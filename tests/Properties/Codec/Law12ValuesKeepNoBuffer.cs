using Holdfast.Codec;
using Holdfast.Codec.Schemas;
using Holdfast.Testing.Samples;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>
/// Law 12: a value is its own: what becomes of the buffer that it was read from, and of whatever
/// the reader uses, changes nothing of it.
/// </summary>
public sealed class Law12ValuesKeepNoBuffer
{
    private const int Runs = 60;

    public static TheoryData<Subject> Types => WireTypes.Subjects;

    [Theory]
    [MemberData(nameof(Types))]
    public void A_value_stays_what_it_is_when_its_buffer_is_used_again(Subject type)
    {
        var entry = type.Entry;
        var samples = WireFormats.Samples(entry);
        ForAll.Cases(Runs, c => (samples(c), samples(c)), drawn =>
        {
            var (sample, next) = drawn;
            byte[] buffer = [.. sample.Octets];
            var value = entry.MustRead(buffer, sample.WireFacts, Fidelity.Verbatim);
            buffer.AsSpan().Fill(0xA5);
            entry.MustRead(next.Octets, next.WireFacts, Fidelity.Verbatim);
            Assert.Equal(
                Convert.ToHexStringLower(sample.Octets),
                Convert.ToHexStringLower(value.MustWrite(sample)));
        });
    }
}
