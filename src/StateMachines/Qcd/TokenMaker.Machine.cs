using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Qcd;

/// <content>The machine as a value, and what exploration needs.</content>
public static partial class TokenMaker
{
    private static readonly IkeSaId SomeSa = new(new(0x0101), new(0x0202));
    private static readonly IkeSaId LostSa = new(new(0x0303), new(0x0404));
    private static readonly HostAddress Home = HostAddress.From([192, 0, 2, 1]);
    private static readonly HostAddress Abroad = HostAddress.From([192, 0, 2, 2]);

    private static readonly Sender Somebody =
        new(Home, 500, HostAddress.From([203, 0, 113, 1]));

    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(TokenMaker))
        {
            Initial = Initial,
            Step = Step,
            Deadline = Deadline,
            Rebase = Rebase,
            Normalize = Normalize,
            IsTerminal = _ => false,
            Tick = new Input.Tick(),
            PhaseOf = PhaseOf,
            Recount = Recount,
            Alphabet = Letters(),
        };

    /// <summary>A standby that knows no secret.</summary>
    public static State Initial(Config config, Instant now) =>
        new State.Standby(new(default, null, default));

    /// <summary>Shifts every instant.</summary>
    public static State Rebase(State state, TimeSpan by)
    {
        var memory = MemoryOf(state);
        return With(state, memory with { RolloverAt = memory.RolloverAt + by }) switch
        {
            State.Standby standby => standby,
            State.Active active => active with
            {
                Budget = new(
                    active.Budget.FreshUntil + by, active.Budget.Tokens + by,
                    active.Budget.Complaints + by),
                Sweep = active.Sweep is { } sweep ? sweep with { At = sweep.At + by } : null,
            },
        };
    }

    /// <summary>With the origin as now: what is due is due, and a flow that is through is none.
    /// </summary>
    public static State Normalize(Config config, State state)
    {
        var memory = MemoryOf(state);
        return With(state, memory with { RolloverAt = Due(memory.RolloverAt) }) switch
        {
            State.Standby standby => standby,
            State.Active active => active with
            {
                Budget = new(
                    Ahead(active.Budget.FreshUntil), Ahead(active.Budget.Tokens),
                    Ahead(active.Budget.Complaints)),
                Sweep = active.Sweep is { } sweep
                    ? sweep with { At = Instant.Latest(sweep.At, Instant.Zero) }
                    : null,
            },
        };

        static Instant? Due(Instant? at) =>
            at is { } due ? Instant.Latest(due, Instant.Zero) : null;

        static Instant? Ahead(Instant? at) => at > Instant.Zero ? at : null;
    }

    /// <summary>
    /// Secrets are numbered anew, the oldest one 1; what is forgotten has no number.
    /// </summary>
    private static State Recount(State state)
    {
        var memory = MemoryOf(state);
        var secrets = memory.Secrets;
        var given = memory.Given;
        foreach (var row in memory.Given)
        {
            var at = secrets.Span.IndexOf(row.Secret);
            given = given.With(row with
            {
                Secret = at < 0 ? KeyHandle.None : Numbered(at),
            });
        }

        return With(state, memory with
        {
            Secrets = [.. secrets.Select((_, at) => Numbered(at))],
            Given = given,
        });

        KeyHandle Numbered(int at) => new((ulong)(secrets.Count - at));
    }

    private static string PhaseOf(State state) => state switch
    {
        State.Standby => nameof(State.Standby),
        State.Active { Memory.Secrets.Count: 0 } => "Keyless",
        State.Active { Sweep: not null } => "Replacing",
        State.Active => nameof(State.Active),
    };

    private static Memory MemoryOf(State state) => state switch
    {
        State.Standby standby => standby.Memory,
        State.Active active => active.Memory,
    };

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("promoted", (_, _) => new Input.Promoted()),
        new("demoted", (_, _) => new Input.Demoted()),
        new("secret loaded", (_, state) => new Input.Loaded([New(state)])),
        new("no secret to load", (_, _) => new Input.Loaded([])),
        new("new secret", (_, state) => new Input.SecretMade(New(state))),
        new("same secret", (_, state) => new Input.SecretMade(
            MemoryOf(state).Secrets is { Count: > 0 } secrets ? secrets[0] : New(state))),
        new("SA born", (_, _) => new Input.Born(SomeSa, Home, Birth.Auth, IsInitiator: false)),
        new("SA rekeyed by us", (_, _) =>
            new Input.Born(SomeSa, Home, Birth.Rekey, IsInitiator: true)),
        new("peer moved", (_, _) => new Input.Moved(SomeSa, Abroad, IsByMobike: true)),
        new("SA adopted", (_, _) => new Input.Adopted(SomeSa, Home, KeyHandle.None)),
        new("SA ended", (_, _) => new Input.Ended(SomeSa)),
        new("request, dead", (_, _) => new Input.Asked(Lost(LostSa), SpiKnowledge.Dead)),
        new("request, own SA", (_, _) => new Input.Asked(Lost(SomeSa), SpiKnowledge.Dead)),
        new("request, live", (_, _) => new Input.Asked(Lost(LostSa), SpiKnowledge.Live)),
        new("request, uncertain", (_, _) =>
            new Input.Asked(Lost(LostSa), SpiKnowledge.Uncertain)),
        new("ESP, dead", (_, _) => new Input.Asked(
            new Question.Packet(new(0x1000), LostSa, Somebody), SpiKnowledge.Dead)),
        new("ESP, no parent", (_, _) => new Input.Asked(
            new Question.Packet(new(0x1000), null, Somebody), SpiKnowledge.Dead)),
        new("unprotected", (_, _) => new Input.Refused(Refusal.Unprotected)),
        new("response", (_, _) => new Input.Refused(Refusal.Response)),
        new("no SA's SPIs", (_, _) => new Input.Refused(Refusal.NoSa)),
    ];

    private static Question.Request Lost(IkeSaId sa) =>
        new(sa, ExchangeType.Informational, new(7), IsInitiator: true, Somebody);

    /// <summary>A secret that nobody knows yet.</summary>
    private static KeyHandle New(State state)
    {
        var memory = MemoryOf(state);
        var last = 0UL;
        foreach (var secret in memory.Secrets)
        {
            last = Math.Max(last, secret.Value);
        }

        foreach (var row in memory.Given)
        {
            last = Math.Max(last, row.Secret.Value);
        }

        return new(last + 1);
    }
}
