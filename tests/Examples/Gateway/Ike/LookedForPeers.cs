using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.StateMachines;

namespace Holdfast.Tests.Examples.Gateway.Ike;

/// <summary>Where a peer with several addresses is looked for when something is begun with it.
/// </summary>
public sealed class LookedForPeers
{
    private static readonly HostAddress One = HostAddress.Parse("192.0.2.1");
    private static readonly HostAddress Two = HostAddress.Parse("192.0.2.2");
    private static readonly HostAddress Three = HostAddress.Parse("192.0.2.3");
    private static readonly Items<HostAddress> All = [One, Two, Three];

    private readonly PlacesOfPeers _places = new();

    [Fact]
    public void Where_nothing_came_of_one_address_the_next_one_has_its_turn()
    {
        Assert.Equal([One, Two, Three, One, Two], Failing(5, All));

        // It is where it was found, until nothing comes of that.
        _places.Ended("carol", Three, AttemptEnd.Stands);
        Assert.Equal([Three, One], Failing(2, All));

        // Others are looked for by themselves.
        Assert.Equal(One, _places.Next("dave", All));
    }

    [Fact]
    public void Who_was_heard_is_looked_for_there_first_and_then_wherever_it_may_be()
    {
        var heard = HostAddress.Parse("198.51.100.7");
        Assert.Equal([heard, One, Two, Three, heard], Failing(5, All, heard));
        _places.Ended("carol", heard, AttemptEnd.Stands);
        Assert.Equal([Two, Three, One], Failing(3, All, Two));
    }

    [Fact]
    public void Who_has_one_address_is_there_and_who_has_none_nowhere()
    {
        Assert.Equal([One, One], Failing(2, [One]));
        Assert.Null(_places.Next("dave", []));
        _places.Ended("erin", One, AttemptEnd.Failed);
        Assert.Null(_places.Next("erin", []));

        // What was found where it is configured no more is not looked for there.
        _places.Ended("erin", One, AttemptEnd.Stands);
        Assert.Equal(Two, _places.Next("erin", [Two]));
    }

    /// <summary>It is where it came from, and that nothing comes of ours beside it says nothing of
    /// the address at which that was.</summary>
    [Fact]
    public void What_came_to_nothing_since_the_peer_had_begun_itself_is_no_failure()
    {
        Failing(1, All);
        Assert.Equal(Two, _places.Next("carol", All));
        _places.Begun("carol");
        _places.Came("carol", Three);
        Assert.Equal(
            AttemptEnd.IsThePeers, _places.Ended("carol", Two, AttemptEnd.Failed));
        Assert.Equal(Three, _places.Next("carol", All));

        // Of the next one it says nothing.
        _places.Begun("carol");
        Assert.Equal(AttemptEnd.Failed, _places.Ended("carol", Three, AttemptEnd.Failed));
        Assert.Equal(One, _places.Next("carol", All));

        // One that was given up for that of the peer: what stands of it is heard of later.
        Assert.Equal(
            AttemptEnd.IsThePeers, _places.Ended("carol", One, AttemptEnd.IsThePeers));
        Assert.Equal(One, _places.Next("carol", All));
        Assert.Equal(AttemptEnd.Stands, _places.Ended("carol", One, AttemptEnd.Stands));
    }

    [Fact]
    public void A_pause_grows_once_all_addresses_have_had_their_turn()
    {
        List<bool> grows = [];
        for (var at = 0; at < 6; at++)
        {
            Failing(1, All);
            grows.Add(_places.IsRoundOver("carol", All.Count));
        }

        Assert.Equal([false, false, true, false, false, true], grows);
        Assert.True(_places.IsRoundOver("carol", 1));
    }

    private List<HostAddress?> Failing(
        int times, Items<HostAddress> addresses, HostAddress? known = null)
    {
        List<HostAddress?> tried = [];
        for (var at = 0; at < times; at++)
        {
            tried.Add(_places.Next("carol", addresses, known));
            _places.Ended("carol", tried[^1]!.Value, AttemptEnd.Failed);
        }

        return tried;
    }
}
