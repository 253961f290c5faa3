using Holdfast.Codec;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Composition.ClusterMember.State,
    Holdfast.StateMachines.Composition.ClusterMember.Output>;

namespace Holdfast.StateMachines.Composition;

/// <content>A step together with what led to its outputs.</content>
public static partial class ClusterMember
{
    /// <summary>
    /// Decides, and tells how: what <see cref="Explain"/> says of the same step, in one go. For
    /// callers that report and measure.
    /// </summary>
    public static Next Step(
        ClusterMemberConfig config, State state, Instant now, Input input, out MemberStep told)
    {
        var hops = new List<Hop>();
        var routing = new Routing(Machines.Shipped, config, state, now, hops);
        routing.Take(input);
        var next = routing.End();
        told = new(now, input, next.Outputs, [.. hops]);
        return next;
    }
}
