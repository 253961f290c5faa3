using Holdfast.Codec;

namespace Holdfast.StateMachines.Composition;

/// <summary>
/// A step of a member as it is told to those who report and measure; they see nothing else of it.
/// </summary>
/// <param name="Now">When it was.</param>
/// <param name="Input">What happened.</param>
/// <param name="Outputs">What the caller has to do, in order.</param>
/// <param name="Hops">What led to it: each step of a machine, with its reason.</param>
public sealed record MemberStep(
    Instant Now, ClusterMember.Input Input, Outputs<ClusterMember.Output> Outputs,
    Items<ClusterMember.Hop> Hops);
