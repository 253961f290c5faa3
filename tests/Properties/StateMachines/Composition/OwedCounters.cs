using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Output = Holdfast.StateMachines.Composition.ClusterMember.Output;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>
/// RFC 6311 §5.2: where a takeover doubts replay counters alone, the peer is asked to move them by
/// a request as any, once there is room for one, until it has answered.
/// </summary>
public sealed class OwedCounters
{
    private const IkeTraits Traits = IkeTraits.MessageIdSync | IkeTraits.ReplayCounterSync;

    private readonly ClusterWorld _world = new(self => ClusterSettings.Of(self) with
    {
        Replication = ClusterSettings.Of(self).Replication with { Replay = ReplayPolicy.PeerSync },
    });

    private readonly List<(uint Id, ulong Delta)> _asked = [];
    private ulong _owed;
    private bool _isResumed;

    public OwedCounters()
    {
        _ = new ClusterGhost(_world);
        _world.OnOutput += Look;
        _world.Start(0).Start(1);
        _world.Run(20);
        _world.Establish(0, Traits);
        _world.Run(1);
    }

    [Fact]
    [Requirement("RFC6311-5.2-a")]
    public void They_are_asked_for_once_with_the_next_ID_and_the_delta_of_the_takeover()
    {
        Move();
        Assert.Equal([(2u, _owed)], _asked);
        _world.Run(5);
        Assert.Null(Assert.Single(_world[1]!.State.Sas).Counters);
        Assert.Empty(_world[1]!.State.Replication.Replica.Sas.Ikes.First!.Requests);
        Assert.Single(_asked);
    }

    [Fact]
    public void They_wait_for_room_behind_a_request_that_was_inherited()
    {
        _world.CarolLives = false;
        _world.Do(0, new Input.AtMessageIds(
            ClusterWorld.Carol, new MessageIds.Input.Wanted()));
        _world.Run(0.1);
        Move();
        _world.Run(1);
        Assert.Empty(_asked);

        _world.CarolLives = true;
        RunUntil(() => _asked.Count > 0);
        Assert.Equal([(3u, _owed)], _asked);
        _world.Run(5);
        Assert.Null(Assert.Single(_world[1]!.State.Sas).Counters);
    }

    [Fact]
    public void They_are_asked_for_anew_where_a_synchronisation_of_the_peer_drops_the_request()
    {
        _world.CarolLives = false;
        Move();
        Assert.Equal([(2u, _owed)], _asked);
        _world.Do(1, new Input.SyncAsked(ClusterWorld.Carol, 7, 30, 20, null));
        _world.Run(0.1);
        Assert.Equal([(2u, _owed), (20u, _owed)], _asked);
    }

    [Fact]
    public void They_are_asked_for_again_once_an_interrupted_reign_goes_on()
    {
        _world.CarolLives = false;
        Move();
        Assert.Single(_asked);
        _world.OnTheWay.Clear();
        _world.Start(0);
        _world.Sleep(4);
        RunUntil(() => _isResumed);

        // The request that was open is repeated first, and has the only place of the window.
        _world.CarolLives = true;
        RunUntil(() => _asked.Count > 1);
        Assert.Equal(_owed, _asked[1].Delta);
    }

    [Fact]
    public void They_go_with_message_IDs_where_these_are_in_doubt_as_well()
    {
        _world.Cuts.Add(ClusterWorld.Segment.Sync);
        _world.Run(10);
        MessageIdSync.Delta? delta = null;
        _world.OnOutput += (_, output) => delta =
            output is Output.OfMessageIdSync(_, MessageIdSync.Output.Ask ask) ? ask.Delta : delta;
        Move();
        RunUntil(() => delta is not null);
        Assert.Equal(_owed, delta!.Value.Value);
        _world.Run(1);
        Assert.Empty(_asked);
    }

    /// <summary>Alice dies, and moon takes over.</summary>
    private void Move()
    {
        _world.Crash(0);
        RunUntil(() => _world[1]!.IsOpen);
        Assert.True(_owed > 0);
    }

    private void RunUntil(Func<bool> isSo)
    {
        for (var i = 0; i < 2_000 && !isSo(); i++)
        {
            if (_world.OnTheWay.Count > 0)
            {
                _world.Arrive(0);
            }
            else
            {
                _world.Pass();
            }
        }

        Assert.True(isSo());
    }

    private void Look(ClusterWorld.Host host, Output output)
    {
        switch (output)
        {
            case Output.SealCounters(_, var id, var delta) when host == _world[1]:
                _asked.Add((id, delta.Value));
                break;
            case Output.OfReplication(SaReplication.Output.Reign(var takeover)):
                _owed = takeover.Ikes.Count == 0 ? 0 : takeover.Ikes[0].ReplayDelta;
                break;
            case Output.OfReplication(SaReplication.Output.Resume):
                _isResumed = true;
                break;
            default:
                break;
        }
    }
}
