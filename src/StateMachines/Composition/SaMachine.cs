using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Redirection;

namespace Holdfast.StateMachines.Composition;

/// <summary>A kind of machine that IKE SAs have: where its state lies among their parts.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="ConfigOf">Its configuration for an IKE SA.</param>
/// <param name="StateOf">Its state; null: that IKE SA has none.</param>
/// <param name="With">The parts with another state of it.</param>
internal sealed record SaMachine<TConfig, TState, TInput, TOutput>(
    Machine<TConfig, TState, TInput, TOutput> Machine,
    Func<ClusterMemberConfig, IkeSaParts, TConfig> ConfigOf,
    Func<IkeSaParts, TState?> StateOf,
    Func<IkeSaParts, TState, IkeSaParts> With)
    where TState : class
    where TInput : class
    where TOutput : notnull
{
    /// <summary>When it is due; null: never, or there is none.</summary>
    public Instant? DeadlineOf(ClusterMemberConfig config, IkeSaParts sa) =>
        StateOf(sa) is { } state ? Machine.Deadline(ConfigOf(config, sa), state) : null;

    /// <summary>Shifts every instant of it.</summary>
    public IkeSaParts Rebase(IkeSaParts sa, TimeSpan by) =>
        StateOf(sa) is { } state ? Changed(sa, state, Machine.Rebase(state, by)) : sa;

    /// <summary>With the origin as now.</summary>
    public IkeSaParts Normalize(ClusterMemberConfig config, IkeSaParts sa) =>
        StateOf(sa) is { } state
            ? Changed(sa, state, Machine.Normalize(ConfigOf(config, sa), state))
            : sa;

    private IkeSaParts Changed(IkeSaParts sa, TState was, TState state) =>
        ReferenceEquals(was, state) ? sa : With(sa, state);
}

/// <summary>The machines of an IKE SA.</summary>
internal static class SaMachines
{
    public static readonly SaMachine<LivenessCheck.Config, LivenessCheck.State,
        LivenessCheck.Input, LivenessCheck.Output> Liveness = new(
            LivenessCheck.Machine,
            static (config, sa) => config.LivenessOf(sa.PeerAt),
            static sa => sa.Liveness,
            static (sa, state) => sa with { Liveness = state });

    public static readonly SaMachine<DeadPeerDetection.Config, DeadPeerDetection.State,
        DeadPeerDetection.Input, DeadPeerDetection.Output> Dpd = new(
            DeadPeerDetection.Machine,
            static (config, sa) => config.DpdOf(sa.PeerAt),
            static sa => sa.Dpd,
            static (sa, state) => sa with { Dpd = state });

    public static readonly SaMachine<MessageIds.Config, MessageIds.State, MessageIds.Input,
        MessageIds.Output> Requests = new(
            MessageIds.Machine,
            static (config, _) => config.MessageIds,
            static sa => sa.MessageIds,
            static (sa, state) => sa with { MessageIds = state });

    public static readonly SaMachine<MessageIdSync.Config, MessageIdSync.State,
        MessageIdSync.Input, MessageIdSync.Output> Sync = new(
            MessageIdSync.Machine,
            static (config, _) => config.MessageIdSync,
            static sa => sa.Sync,
            static (sa, state) => sa with { Sync = state });

    public static readonly SaMachine<RedirectGateway.Config, RedirectGateway.State,
        RedirectGateway.Input, RedirectGateway.Output> Client = new(
            RedirectGateway.Machine,
            static (config, _) => config.Redirection,
            static sa => sa.Client,
            static (sa, state) => sa with { Client = state });

    public static readonly SaMachine<TokenTaker.Config, TokenTaker.State, TokenTaker.Input,
        TokenTaker.Output> Taker = new(
            TokenTaker.Machine,
            static (config, _) => config.TokenTaker!,
            static sa => sa.Taker,
            static (sa, state) => sa with { Taker = state });

    /// <summary>Shifts every instant of the machines of an IKE SA.</summary>
    public static IkeSaParts Rebase(IkeSaParts sa, TimeSpan by)
    {
        sa = Liveness.Rebase(sa, by);
        sa = Dpd.Rebase(sa, by);
        sa = Requests.Rebase(sa, by);
        sa = Sync.Rebase(sa, by);
        sa = Taker.Rebase(sa, by);
        return Client.Rebase(sa, by);
    }

    /// <summary>With the origin as now: each machine's own.</summary>
    public static IkeSaParts Normalize(ClusterMemberConfig config, IkeSaParts sa)
    {
        sa = Liveness.Normalize(config, sa);
        sa = Dpd.Normalize(config, sa);
        sa = Requests.Normalize(config, sa);
        sa = Sync.Normalize(config, sa);
        sa = Taker.Normalize(config, sa);
        return Client.Normalize(config, sa);
    }
}
