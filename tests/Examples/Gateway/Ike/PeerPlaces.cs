using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Mobike;

namespace Holdfast.Tests.Examples.Gateway.Ike;

/// <summary>Where a peer is, as every member reads it.</summary>
public sealed class PeerPlaces
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void A_place_is_read_as_it_was_and_nothing_else_is(
        bool isEncapsulated, bool takesFragments)
    {
        var place = new PeerPlace(
            new(
                new(HostAddress.Parse("192.0.2.5"), HostAddress.Parse("203.0.113.7")), 4500, 62_000),
            isEncapsulated, takesFragments);
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
        Assert.Null(PeerPlace.Read(new([2, .. octets.Span[1..]])));
        Assert.Null(PeerPlace.Read(new([1, 4, .. octets.Span[2..]])));
    }
}
