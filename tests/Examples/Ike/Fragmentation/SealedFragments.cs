using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Tests.Examples.Ike.Protection;

namespace Holdfast.Tests.Examples.Ike.Fragmentation;

/// <summary>Messages that are divided into SKF payloads, RFC 7383 §2.5.</summary>
public sealed class SealedFragments
{
    private static readonly InnerPayloadsValue Inner =
        Sealing.Inner(Sealing.Nonce(250), Sealing.Vendor(1750), Sealing.Nonce(20));

    [Theory]
    [Requirement("RFC7383-2.5-a")]
    [Requirement("RFC7383-2.5-f")]
    [Requirement("RFC7383-2.5.1-a")]
    [InlineData("GCM", false)]
    [InlineData("GCM", true)]
    [InlineData("CBC", false)]
    [InlineData("CBC", true)]
    public void Fragments_fit_the_path_and_only_the_first_names_a_payload(string suite, bool ipv6)
    {
        using var sa = new Sealing(suite);
        var most = FragmentSize.OfPath(
            ipv6 ? FragmentSize.Ipv6Datagram : FragmentSize.Ipv4Datagram, ipv6);

        var fragments = Seal(sa, Sealing.Header, most);

        Assert.Equal(ipv6 ? 2 : 5, fragments.Count);
        for (var i = 0; i < fragments.Count; i++)
        {
            Assert.InRange(fragments[i].Length, 1, most);
            Assert.True(
                i == fragments.Count - 1 || fragments[i].Length > most - 16, "wasted room");
            var opened = Open(sa, fragments[i]);
            Assert.Equal(
                (i + 1, fragments.Count, i == 0 ? PayloadType.Nonce : PayloadType.None),
                (opened.Number, opened.Total, opened.FirstPayload));
        }
    }

    [Fact]
    [Requirement("RFC7383-2.5.1-b")]
    public void A_message_that_fits_is_not_divided()
    {
        using var sa = new Sealing("GCM");
        var size = sa.Sealer.SizeOf(Sealing.Header, Inner);

        var whole = Assert.Single(Seal(sa, Sealing.Header, size));

        Assert.Equal(size, whole.Length);
        Assert.Equal(Inner.Payloads, sa.Open(whole.Span));
        Assert.Equal(2, Seal(sa, Sealing.Header, size - 1).Count);
    }

    [Fact]
    [Requirement("RFC7383-2.5-g")]
    public void Payloads_in_the_clear_go_with_the_first_fragment()
    {
        using var sa = new Sealing("GCM");
        var clear = new IkePayloadValue
        {
            Body = new IkePayloadBody.Unknown(PayloadType.PuzzleSolution, Octets.FromHex("0102")),
        };

        var fragments = Seal(sa, Sealing.Header with { Payloads = [clear] }, 500);

        Assert.All(fragments, octets => Assert.InRange(octets.Length, 1, 500));
        Assert.Equal(
            [PayloadType.PuzzleSolution.Value, .. Enumerable.Repeat<byte>(53, 4)],
            fragments.Select(octets => octets[16]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    [InlineData(28 + 8 + 8 + 16 + 1)]
    public void A_path_without_room_for_a_fragment_is_told(int most)
    {
        using var sa = new Sealing("GCM");
        Assert.False(sa.Sealer.TrySealFragments(
            Sealing.Header, Inner, most, out var fragments, out var error));
        Assert.Empty(fragments);
        Assert.Equal("WrongLength: no room for a fragment", error.ToString());
    }

    [Fact]
    public void One_octet_a_fragment_is_enough_and_more_than_65535_are_too_many()
    {
        using var sa = new Sealing("GCM");
        const int smallest = 28 + 8 + 8 + 16 + 2;
        var inner = Sealing.Inner(Sealing.Nonce(20));
        Assert.Equal(20, Seal(sa, Sealing.Header, smallest, inner).Count);
        Assert.False(sa.Sealer.TrySealFragments(
            Sealing.Header, Sealing.Inner(Sealing.Nonce(60_000), Sealing.Nonce(6_000)), smallest,
            out _, out var error));
        Assert.Equal("WrongLength: Total Fragments", error.ToString());
    }

    [Theory]
    [Requirement("RFC7383-2.5-b")]
    [Requirement("RFC7383-2.5-c")]
    [Requirement("RFC7383-2.5-e")]
    [InlineData(3, 2, "Malformed: ValueOutOfRange in Fragment Number at octet 32")]
    [InlineData(0, 2, "Malformed: ValueOutOfRange in Fragment Number at octet 32")]
    [InlineData(1, 0, "Malformed: ValueOutOfRange in Total Fragments at octet 34")]
    [InlineData(
        2, 2, "NotAuthentic: ChecksumMismatch in Integrity Checksum Data at octet 472")]
    public void Numbers_that_no_fragment_has_are_refused_before_decryption(
        byte number, byte total, string expected)
    {
        using var sa = new Sealing("GCM");
        var octets = Seal(sa, Sealing.Header, 488)[0].ToArray();
        octets[33] = number;
        octets[35] = total;

        Assert.False(sa.Opener.TryOpenFragment(
            octets, new byte[octets.Length], out _, out var error));
        Assert.Equal(expected, error.ToString());
    }

    [Fact]
    public void An_SK_payload_is_no_fragment_and_a_fragment_no_SK_payload()
    {
        using var sa = new Sealing("GCM");
        var whole = sa.Seal(Inner);
        var part = Seal(sa, Sealing.Header, 500)[0].ToArray();

        Assert.Equal($"Malformed: UnknownTag in SK at octet {part.Length}", sa.Refusal(part));
        Assert.False(sa.Opener.TryOpenFragment(
            whole, new byte[whole.Length], out _, out var error));
        Assert.Equal($"Malformed: UnknownTag in SKF at octet {whole.Length}", error.ToString());
    }

    [Fact]
    public void Every_bit_of_a_fragment_is_covered()
    {
        using var sa = new Sealing("CBC");
        var octets = Seal(sa, Sealing.Header, 500)[1].ToArray();
        for (var bit = 0; bit < octets.Length * 8; bit += 3)
        {
            octets[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(sa.Opener.TryOpenFragment(octets, new byte[octets.Length], out _, out _));
            octets[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    internal static Items<Octets> Seal(
        Sealing sa, IkeHeaderValue header, int most, InnerPayloadsValue? inner = null)
    {
        Assert.True(
            sa.Sealer.TrySealFragments(
                header, inner ?? Inner, most, out var fragments, out var error),
            error.ToString());
        return fragments;
    }

    internal static OpenedFragment Open(Sealing sa, Octets octets)
    {
        Assert.True(
            sa.Opener.TryOpenFragment(
                octets.Span, new byte[octets.Length], out var fragment, out var error),
            error.ToString());
        return fragment;
    }
}
