using Holdfast.Codec;
using Holdfast.Testing.Samples;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>Law 11: view ≡ value ≡ size.</summary>
public sealed class Law11ViewValueAndSizeAgree
{
    private const int Runs = 80;

    public static TheoryData<Subject> Types => WireTypes.Subjects;

    [Theory]
    [MemberData(nameof(Types))]
    public void The_view_covers_what_the_value_writes_and_its_size_says(Subject type)
    {
        var entry = type.Entry;
        ForAll.Cases(Runs, Noise.Samples(entry), sample =>
        {
            var facts = sample.WireFacts;
            if (entry.Read(sample.Octets, facts, Fidelity.Verbatim, out var value, out _))
            {
                Assert.True(entry.Probe(sample.Octets, facts, out var probe, out _));
                Assert.Equal(probe.Octets, value!.SizeOf());
                Assert.Equal(probe.Octets, value.MustWrite(sample).Length);
                Refuses(value, sample, probe.Octets - 1);
                var canonical = entry.MustRead(sample.Octets, facts, Fidelity.Canonical);
                Assert.Equal(canonical.SizeOf(), canonical.MustWrite(sample).Length);
            }
        });
    }

    private static void Refuses(IWireValue value, Sample sample, int room)
    {
        if (room >= 0)
        {
            Assert.False(value.TryWrite(new byte[room], sample.Scope(), out _, out var error));
            Assert.Equal(EncodeFault.DestinationTooSmall, error.Fault);
        }
    }
}
