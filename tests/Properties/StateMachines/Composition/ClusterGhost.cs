using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;

using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Output = Holdfast.StateMachines.Composition.ClusterMember.Output;
using State = Holdfast.StateMachines.Composition.ClusterMember.State;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>
/// What must hold of each box after each output and each step, whatever happens around it. It looks
/// at what the outputs have made of the box, and at the state for what they must be.
/// </summary>
internal sealed class ClusterGhost
{
    private readonly ClusterWorld _world;
    private readonly Dictionary<ClusterWorld.Host, HashSet<uint>> _usable = [];
    private readonly Dictionary<ClusterWorld.Host, HashSet<uint>> _paused = [];
    private readonly HashSet<ClusterWorld.Host> _reigning = [];

    public ClusterGhost(ClusterWorld world)
    {
        _world = world;
        world.OnOutput = OnOutput;
        world.OnStep = OnStep;
    }

    private void OnOutput(ClusterWorld.Host host, Output output)
    {
        var usable = UsableOf(host);
        switch (output)
        {
            case Output.OfReplication(SaReplication.Output.Reign(var takeover)):
                _reigning.Add(host);
                usable.UnionWith(takeover.Children
                    .Where(plan => !plan.Action.HasFlag(ChildTakeover.SendNothing))
                    .Select(plan => plan.Inbound.Value));
                break;
            case Output.OfReplication(SaReplication.Output.Resume):
                _reigning.Add(host);
                // What was usable before is so again, and nothing else.
                usable.UnionWith(_paused.GetValueOrDefault(host) ?? []);
                break;
            case Output.OfReplication(SaReplication.Output.SendThrough(var spi, _, _)):
                usable.Add(spi.Value);
                break;
            case Output.OfReplication(SaReplication.Output.Stop):
                _reigning.Remove(host);
                _paused[host] = [.. usable];
                usable.Clear();
                break;

            // The safe order: an address is given up when nothing leads to the member any more.
            case Output.OfFirstHop(_, HsrpGroup.Output.ReleaseVirtualMac):
                Assert.False(host.IsOpen, "an address is given up while traffic passes");
                Assert.Empty(host.Routes);
                break;
            case Output.OfRoutes(ReverseRouteInjection.Output.Add):
                Assert.Equal(2, host.Addresses.Count);
                Assert.True(_reigning.Contains(host), "a route of a standby");
                break;
            case Output.OpenTraffic:
                Assert.Equal(2, host.Addresses.Count);
                Assert.True(_reigning.Contains(host), "traffic of a standby");
                break;

            // I19: who does not reign sends nothing to a peer, and begins nothing.
            case Output.OfMessageIds or Output.SealCheck or Output.SealCounters
                or Output.OfMessageIdSync
                or Output.OfLiveness or Output.OfDpd or Output.BeginWork:
                // The first hop is here on both sides: what the peer answers comes here too.
                Assert.True(_reigning.Contains(host), $"a standby says {output}");
                Assert.Equal(2, host.Addresses.Count);
                break;
            default:
                break;
        }
    }

    private void OnStep(ClusterWorld.Host host, State before, Input input)
    {
        var state = host.State;

        // A member acts as active exactly while the first hop is here on both sides, its own epoch
        // is the highest that it knows, and that epoch is in its store.
        var reign = (state.Replication.Role as SaReplication.Role.Active)?.Reign;
        var isActive = state.FirstHop.IsOpen && reign == state.Replication.Seen;
        Assert.Equal(isActive, host.IsOpen);
        Assert.Equal(isActive, state.IsOpen);
        if (reign is { } term)
        {
            Assert.Equal(term.Epoch, _world.StoredBy(host));
        }

        // I13: inside and outside are here together, or nothing passes.
        Assert.Equal(
            state.FirstHop.IsOpen,
            host.Addresses.Count == 2);

        // I14, at rest: a route exists if and only if its SA is usable, this member is active and
        // it does not leave.
        var sas = state.Replication.Replica.Sas;
        var calls = isActive && state.Drain is not MemberDrain.State.Yielding
            && sas.Children.Any(child => UsableOf(host).Contains(child.Inbound.Value));
        Assert.Equal(calls ? ["10.9.0.0/24"] : [], host.Routes.Select(r => $"{r.Prefix}"));

        // Nothing is left of a reign, and nothing is counted that is not there.
        if (!isActive)
        {
            Assert.Empty(state.Sas);
            Assert.Empty(state.Held);
            Assert.Equal(0, state.Checks.Running + state.Checks.Waiting);
            Assert.Equal(0, state.Rekeys.Places.Count + state.Reestablishments.Places.Count);
        }

        if (isActive)
        {
            Assert.Equal(sas.Ikes.Count, state.Sas.Count);
            Assert.Equal(OpenExchanges(state), OpenOf(state.Drain));
        }
    }

    private HashSet<uint> UsableOf(ClusterWorld.Host host)
    {
        if (!_usable.TryGetValue(host, out var usable))
        {
            _usable[host] = usable = [];
        }

        return usable;
    }

    private static int OpenExchanges(State state) => state.Sas.Sum(
        sa => sa.MessageIds is MessageIds.State.Open open
            ? open.Ours.Requests.Count + open.Theirs.Taken.Count
            : 0);

    private static int OpenOf(MemberDrain.State drain) => drain switch
    {
        MemberDrain.State.Serving serving => serving.Open,
        MemberDrain.State.Finishing finishing => finishing.Open,
        MemberDrain.State.Pushing pushing => pushing.Open,
        MemberDrain.State.Yielding yielding => yielding.Open,
        MemberDrain.State.Drained => 0,
    };
}
