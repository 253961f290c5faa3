using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Properties.Ike.Protection;

/// <summary>
/// RFC 7296 §3.14: what is sealed opens to the same payloads, and nothing else opens.
/// </summary>
public sealed class Rfc7296_3_14_SealedMessages
{
    [Property(MaxTest = 25)]
    public void A_sealed_message_opens_to_its_payloads_under_every_suite(byte[][] bodies, uint id)
    {
        var inner = MadeSa.Inner(bodies);
        foreach (var suite in MadeSa.Suites)
        {
            using var sa = new MadeSa(suite);
            Assert.True(sa.Sealer.TrySeal(
                MadeSa.Header(id), inner, out var octets, out var why), why.ToString());
            Assert.Equal(sa.Sealer.SizeOf(MadeSa.Header(id), inner), octets.Length);
            Assert.True(
                sa.Opener.TryOpen(octets, new byte[octets.Length], out var view, out var error),
                $"{suite}: {error}");
            Assert.True(view.TryToValue(out var value, out _));
            Assert.Equal(inner.Payloads, value.Payloads);
        }
    }

    [Property(MaxTest = 40)]
    public void A_message_with_one_bit_changed_opens_under_no_suite(byte[] body, ushort place)
    {
        foreach (var suite in MadeSa.Suites)
        {
            using var sa = new MadeSa(suite);
            Assert.True(sa.Sealer.TrySeal(
                MadeSa.Header(1), MadeSa.Inner([body]), out var octets, out _));
            var bit = place % (octets.Length * 8);
            octets[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(
                sa.Opener.TryOpen(octets, new byte[octets.Length], out _, out _),
                $"{suite}: bit {bit}");
        }
    }

    [Property]
    public void Anything_behind_a_header_is_safe_to_open(byte[] tail, byte suite, byte next)
    {
        using var sa = new MadeSa(MadeSa.Suites[suite % MadeSa.Suites.Count]);
        var octets = new byte[28 + tail.Length];
        Assert.True(MadeSa.Header(1).TryWrite(octets, default, out _, out _));
        tail.CopyTo(octets.AsSpan(28));
        octets[16] = (byte)(next % 2 == 0 ? 46 : 53);
        octets[27] = (byte)octets.Length;
        octets[26] = (byte)(octets.Length >> 8);

        Assert.False(sa.Opener.TryOpen(octets, new byte[octets.Length], out _, out var error));
        Assert.InRange(error.Place.Offset, 0, octets.Length);
        Assert.False(sa.Opener.TryOpenFragment(octets, new byte[octets.Length], out _, out error));
        Assert.InRange(error.Place.Offset, 0, octets.Length);
    }
}
