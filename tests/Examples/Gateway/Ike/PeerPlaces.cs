using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Mobike;

namespace Holdfast.Tests.Examples.Gateway.Ike;

/// <summary>Where a peer is, as every member reads it.</summary>
public sealed class PeerPlaces
{
    [Theory]
    [InlineData(true, true, null)]
    [InlineData(true, false, "10.2.0.7")]
    [InlineData(false, true, "10.2.0.7")]
    [InlineData(false, false, null)]
    public void A_place_is_read_as_it_was_and_nothing_else_is(
        bool isEncapsulated, bool takesFragments, string? inner)
    {
        var place = new PeerPlace(
            new(
                new(HostAddress.Parse("192.0.2.5"), HostAddress.Parse("203.0.113.7")), 4500, 62_000),
            isEncapsulated, takesFragments)
        {
            Inner = inner is null ? null : HostAddress.Parse(inner),
        };
        var octets = place.ToOctets();
        Assert.Equal(place, PeerPlace.Read(octets));
        var replacing = place with
        {
            Made = 1_700_000_000,
            Origin = new(IsOurs: true, octets, null, new(new(1), new(2))),
        };
        Assert.Equal(replacing, PeerPlace.Read(replacing.ToOctets()));
        Assert.Null(PeerPlace.Read(Octets.Empty));
        Assert.Null(PeerPlace.Read(new(octets.Span[1..])));
        Assert.Null(PeerPlace.Read(new([.. octets.Span, 0])));
        Assert.Null(PeerPlace.Read(new([4, .. octets.Span[1..]])));
        Assert.Equal(
            place with { WeMove = true }, PeerPlace.Read(new([3, .. octets.Span[1..]])));
        Assert.Equal(3, (place with { WeMove = true }).ToOctets().Span[0]);
        Assert.Null(PeerPlace.Read(new([2, 64, .. octets.Span[2..]])));
        Assert.Equal(
            place with { Inner = null },
            PeerPlace.Read(new([1, (byte)(octets.Span[1] & 3), .. octets.Span[2..14]])));

        // The one has an address of the other, or the other one has.
        var turned = place with { Inner = null, Own = place.Inner };
        Assert.Equal(turned, PeerPlace.Read(turned.ToOctets()));
        Assert.Null(PeerPlace.Read(new([2, (byte)(octets.Span[1] | 132), .. octets.Span[2..]])));

        // Whether there is an inner address is told by its flag, and by the length besides.
        Assert.Null(PeerPlace.Read(new([1, (byte)(octets.Span[1] ^ 4), .. octets.Span[2..]])));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("10.2.0.7")]
    public void Where_a_peer_was_before_it_moved_is_read_until_it_was_asked(string? inner)
    {
        var now = new MobikeMessages.Flow(
            new(HostAddress.Parse("192.0.2.5"), HostAddress.Parse("203.0.113.7")), 4500, 62_000);
        var before = new MobikeMessages.Flow(
            now.Path with { Remote = HostAddress.Parse("198.51.100.9") }, 4500, 4_500);
        var asked = new PeerPlace(now, IsEncapsulated: true)
        {
            IsMobile = true,
            Inner = inner is null ? null : HostAddress.Parse(inner),
        };
        var moved = asked with { Former = before };
        var replacing = moved with
        {
            Origin = new(IsOurs: true, asked.ToOctets(), null, new(new(1), new(2))),
        };

        Assert.Equal(asked, PeerPlace.Read(asked.ToOctets()));
        Assert.Equal(now, asked.Packets);
        Assert.Equal(moved, PeerPlace.Read(moved.ToOctets()));
        Assert.Equal(before, PeerPlace.Read(moved.ToOctets())!.Value.Packets);
        Assert.Equal(replacing, PeerPlace.Read(replacing.ToOctets()));
        Assert.Null(PeerPlace.Read(new(moved.ToOctets().Span[..^1])));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void A_connection_is_another_place_than_datagrams_from_the_same_port(
        bool isOverTcp, bool wasOverTcp)
    {
        var now = new MobikeMessages.Flow(
            new(HostAddress.Parse("192.0.2.5"), HostAddress.Parse("203.0.113.7")), 4500, 62_000)
        {
            IsOverTcp = isOverTcp,
        };
        var before = now with { IsOverTcp = wasOverTcp };
        var place = new PeerPlace(now, IsEncapsulated: true) { Former = before };
        var read = PeerPlace.Read(place.ToOctets())!.Value;
        Assert.Equal(place, read);
        Assert.Equal((now, before), (read.Flow, read.Packets));
        Assert.Equal(isOverTcp == wasOverTcp, now == before);
    }
}
