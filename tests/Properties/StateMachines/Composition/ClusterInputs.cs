using System.Reflection;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Replication;

using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Letter = Holdfast.StateMachines.Letter<
    Holdfast.StateMachines.Composition.ClusterMemberConfig,
    Holdfast.StateMachines.Composition.ClusterMember.State,
    Holdfast.StateMachines.Composition.ClusterMember.Input>;
using State = Holdfast.StateMachines.Composition.ClusterMember.State;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>
/// Every input that there is: the letters of a member, and behind them those of each machine as
/// they would be said from outside, made for its state where the member has such a machine, and
/// for one that has just begun where it has none.
/// </summary>
internal static class ClusterInputs
{
    private static readonly HostAddress Far = HostAddress.From([10, 8, 0, 1]);

    private static readonly TokenMaker.Config SomeMaker = Checked(
        TokenMaker.Config.TryCreate(new(), out var config, out _), config);

    private static readonly TokenTaker.Config SomeTaker = Checked(
        TokenTaker.Config.TryCreate(new(), out var config, out _), config);

    private static readonly NhrpServer.Config SomeHub = Checked(
        NhrpServer.Config.TryCreate(new(), out var config, out _), config);

    private static readonly NhrpRegistration.Config SomeSpoke = Checked(
        NhrpRegistration.Config.TryCreate(new(), out var config, out _), config);

    private static readonly NhrpShortcut.Config SomeShortcut = Checked(
        NhrpShortcut.Config.TryCreate(new(), out var config, out _), config);

    /// <summary>The letters.</summary>
    public static Items<Letter> All { get; } =
    [
        .. ClusterMember.Machine.Alphabet,
        .. OfMembers, .. OfSas, .. OfPeers,
    ];

    /// <summary>
    /// The cases that inputs have: those of the member, and of each machine whose inputs they
    /// carry.
    /// </summary>
    public static IEnumerable<string> Cases =>
        from outer in CasesOf(typeof(Input))
        let inner = outer.GetProperty("Input")?.PropertyType
        from name in inner is null
            ? [outer.Name]
            : CasesOf(inner).Select(one => $"{outer.Name}.{one.Name}")
        select name;

    /// <summary>Which case an input is.</summary>
    public static string CaseOf(Input input)
    {
        var inner = input.GetType().GetProperty("Input")?.GetValue(input);
        return inner is null
            ? input.GetType().Name
            : $"{input.GetType().Name}.{inner.GetType().Name}";
    }

    private static IEnumerable<Letter> OfMembers =>
    [
        .. Of(
            "front", HsrpGroup.Machine, config => config.Hsrp.Front, state => state.FirstHop.Front,
            input => new Input.AtFirstHop(HsrpPair.Side.Front, input)),
        .. Of(
            "links", LinkSelection.Machine, config => config.Links, state => state.Links,
            input => new Input.AtLinks(input)),
        .. Of(
            "replication", SaReplication.Machine, config => config.Replication,
            state => state.Replication, input => new Input.AtReplication(input)),
        .. Of(
            "drain", MemberDrain.Machine, config => config.Drain, state => state.Drain,
            input => new Input.AtDrain(input)),
    ];

    private static IEnumerable<Letter> OfSas =>
    [
        .. Of(
            "liveness", LivenessCheck.Machine, config => config.Liveness,
            state => PartsOf(state)?.Liveness,
            input => new Input.AtLiveness(ClusterWorld.Carol, input)),
        .. Of(
            "DPD", DeadPeerDetection.Machine, config => config.Dpd, state => PartsOf(state)?.Dpd,
            input => new Input.AtDpd(ClusterWorld.Carol, input)),
        .. Of(
            "message IDs", MessageIds.Machine, config => config.MessageIds,
            state => PartsOf(state)?.MessageIds,
            input => new Input.AtMessageIds(ClusterWorld.Carol, input)),
        .. Of(
            "synchronisation", MessageIdSync.Machine, config => config.MessageIdSync,
            state => PartsOf(state)?.Sync,
            input => new Input.AtMessageIdSync(ClusterWorld.Carol, input)),
        .. Of(
            "taker", TokenTaker.Machine, config => config.TokenTaker ?? SomeTaker,
            state => PartsOf(state)?.Taker,
            input => new Input.AtTokenTaker(ClusterWorld.Carol, input)),
    ];

    private static IEnumerable<Letter> OfPeers =>
    [
        .. Of(
            "maker", TokenMaker.Machine, config => config.TokenMaker ?? SomeMaker,
            state => state.Tokens?.Maker, input => new Input.AtTokenMaker(input)),
        .. Of(
            "hub", NhrpServer.Machine, config => config.NhrpServer ?? SomeHub,
            state => state.Nhrp?.Hub, input => new Input.AtHub(input)),
        .. Of(
            "registration", NhrpRegistration.Machine,
            config => config.NhrpRegistration ?? SomeSpoke,
            state => state.Nhrp?.Registrations is { Count: > 0 } all ? all[0] : null,
            input => new Input.AtRegistration(HostAddress.From([192, 0, 2, 77]), input)),
        .. Of(
            "shortcut", NhrpShortcut.Machine, config => config.NhrpShortcut ?? SomeShortcut,
            state => state.Nhrp?.Find(Far)?.State, input => new Input.AtShortcut(Far, input)),
    ];

    private static IEnumerable<Letter> Of<TConfig, TState, TInput, TOutput>(
        string part, Machine<TConfig, TState, TInput, TOutput> machine,
        Func<ClusterMemberConfig, TConfig> configOf, Func<State, TState?> stateOf,
        Func<TInput, Input> say)
        where TState : class
        where TInput : notnull
        where TOutput : notnull =>
        machine.Alphabet
            .Append(new("tick", (_, _) => machine.Tick))
            .Select(letter => new Letter($"{part}: {letter.Name}", (config, state) =>
            {
                var settings = configOf(config);
                return say(letter.Make(
                    settings, stateOf(state) ?? machine.Initial(settings, Instant.Zero)));
            }));

    private static IkeSaParts? PartsOf(State state) =>
        state.Sas.FirstOrDefault(sa => sa.Ike == ClusterWorld.Carol);

    private static IEnumerable<Type> CasesOf(Type hierarchy) => hierarchy
        .GetNestedTypes(BindingFlags.Public).Where(hierarchy.IsAssignableFrom);

    private static T Checked<T>(bool isCreated, T? config)
        where T : class =>
        isCreated && config is not null ? config : throw new InvalidOperationException();
}
