using Holdfast.Protocol;
using Holdfast.Simulation.Scenarios.RriOrder;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;
using Output = Holdfast.StateMachines.Composition.ClusterMember.Output;

namespace Holdfast.Simulation.Simulator;

/// <content>
/// What packets meet between two things that a member does, and members that do them in another
/// order: canaries (<see cref="TunnelFlaw"/>).
/// </content>
internal sealed partial class MemberLife
{
    // As long as a kernel may need for an SA.
    private static readonly TimeSpan Done = TimeSpan.FromMilliseconds(100);

    private readonly HashSet<Spi> _undone = [];

    private TunnelFlaw Flaw => _stage.Options.Tunnel;

    /// <summary>What a step wants done, in the order in which it is done.</summary>
    private Outputs<Output> InOrder(Outputs<Output> outputs) =>
        Flaw == TunnelFlaw.RouteWithdrawnAfterSa
        && outputs.Any(output => output is Output.OfRoutes)
            ? [.. outputs.AsEnumerable().Reverse()]
            : outputs;

    private void LookBetween()
    {
        if (_stage.Options.Kernel is not { } look || _isGone || !IsOpen || !Reigns
            || _state.Drain is MemberDrain.State.Yielding)
        {
            return;
        }

        foreach (var prefix in _paths.Values.Select(path => path.Remote).Concat(_routes.Keys)
            .Distinct().ToArray())
        {
            look(new(
                _box.Name, prefix, _routes.ContainsKey(prefix),
                PathsTo(prefix).Any(path => path is
                {
                    Out: not null, IsReady: true, IsReleased: false,
                }),
                PathsTo(prefix).Any(path => CallsForRoute(path) && RowOf(path) is not null)));
        }
    }

    /// <summary>The route to a prefix leads to another SA: that is one thing.</summary>
    private void Replace(Prefix prefix)
    {
        if (Flaw is TunnelFlaw.ReplacedInTwoSteps or TunnelFlaw.OldWithdrawalTakesNewRoute)
        {
            var isNewFirst = Flaw == TunnelFlaw.OldWithdrawalTakesNewRoute;
            CarryPart(prefix, isThere: isNewFirst);
            CarryPart(prefix, isThere: !isNewFirst);
            CountUsable(prefix);
        }
    }

    private void CarryPart(Prefix prefix, bool isThere)
    {
        if (isThere)
        {
            _routes[prefix] = 1;
        }
        else
        {
            _routes.Remove(prefix);
        }

        _stage.TellRoute(_box.Name, prefix, isThere);
        LookBetween();
    }

    /// <summary>Whether a path is one over which nothing is received, though the peer is told, or
    /// has not heard otherwise: a canary.</summary>
    private bool IsDeaf(DataPath path) => Flaw switch
    {
        TunnelFlaw.ReceiverLeavesFirst => path.IsEnding,
        TunnelFlaw.AnsweredBeforeDone => _undone.Contains(path.Sa.Inbound),
        _ => false,
    };

    /// <summary>An SA that the peer has asked for is answered.</summary>
    private void Answered(Spi inbound)
    {
        if (Flaw == TunnelFlaw.AnsweredBeforeDone)
        {
            _undone.Add(inbound);
            Later(Done, () => _undone.Remove(inbound));
        }
    }
}
