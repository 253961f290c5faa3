using System.Globalization;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Resumption.ResumptionGateway;

namespace Holdfast.Tests.Examples.StateMachines.Resumption;

/// <content>The domain, and how it is told.</content>
public sealed partial class ResumptionGatewayOracle
{
    private static readonly Facts First = new(1, 7, 9, new(3));
    private static readonly Facts Another = new(2, 8, 9, new(5));
    private static readonly Instant Now = Instant.FromMilliseconds(1_000_000);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Unit = TimeSpan.FromTicks(1);

    /// <summary>A ticket of which 40 s are left was given then.</summary>
    private static readonly Instant Given = Now - (60 * Second);

    private static readonly TimeSpan[] Lefts =
    [
        -Unit, TimeSpan.Zero, Unit, 40 * Second, 100 * Second, (100 * Second) + Unit,
    ];

    /// <summary>From when on all is known, and when all was forgotten: it is never known from
    /// before that.</summary>
    private static readonly (Instant? Since, Instant? Forgotten)[] Knowns =
    [
        (null, null), (Given - Unit, null), (Given, null), (Given + Unit, null), (Now, null),
        (null, Given), (Given, Given), (Now, Given),
    ];

    private static readonly (string Name, Input Input)[] AllInputs =
        [.. Inputs().Select(input => ($"{input}", input))];

    private static IEnumerable<Trial<Config, State, Input>> Cases() =>
        from kind in Enum.GetValues<TicketKind>()
        from most in (int[])[1, 2, 4]
        let config = Configured(kind, most)
        from kept in States(config)
        let state = kept.Made()
        let told = Told(state)
        from one in AllInputs
        select new Trial<Config, State, Input>(
            [told, one.Name, $"{kind}", $"{most}"], config, state, Now, one.Input);

    /// <summary>By value no ticket is stored, and by reference nobody has to know since when.
    /// </summary>
    private static IEnumerable<Kept> States(Config config) =>
        from ticket in config.Kind == TicketKind.ByValue ? [null] : (Ticket?[])
            [null, new(First, Now + Unit), new(First, Now + (40 * Second)), new(First, Now)]
        from proof in (Proof?[])[null, new(1, 7, Now + Unit), new(1, 7, Now)]
        from used in (Spent?[])[null, new(1, Now + (50 * Second)), new(1, Now)]
        from ended in (Spent?[])[null, new(7, Now + (50 * Second)), new(7, Now)]
        from other in Others(config.Kind)
        from known in config.Kind == TicketKind.ByValue ? Knowns : [Knowns[0], Knowns[^1]]
        let kept = other with
        {
            Ticket = ticket,
            Proof = proof,
            Used = used,
            Ended = ended,
            Since = known.Since,
            Forgotten = known.Forgotten,
        }
        where kept.Remembered <= config.TicketsMax
            && (proof is null ? 0 : 1) + (kept.OtherProof is null ? 0 : 1) <= config.TicketsMax
            && (ticket is null ? 0 : 1) + (kept.OtherTicket is null ? 0 : 1) <= config.TicketsMax
        from sweep in kept.IsEmpty ? (Instant?[])[null] : [Now + Unit, Now]
        select kept with { Sweep = sweep };

    /// <summary>The other ticket: it is as if it were not there, is used, its SA is deleted, its
    /// proof waits while all else was forgotten, or there is all of it.</summary>
    private static IEnumerable<Kept> Others(TicketKind kind)
    {
        var none = new Kept(
            null, null, null, null, null, null, null, null, null, null, null);
        var (live, over) = (Now + Unit, Now - Unit);
        yield return none;
        yield return none with { OtherUsed = new(2, live) };
        yield return none with { OtherEnded = new(8, live) };
        yield return none with { OtherProof = new(2, 8, live) };
        foreach (var until in (Instant[])[live, over])
        {
            yield return none with
            {
                OtherTicket = kind == TicketKind.ByValue ? null : new(Another, until),
                OtherProof = new(2, 8, until),
                OtherUsed = new(2, until),
                OtherEnded = new(8, until),
            };
        }

        if (kind == TicketKind.ByReference)
        {
            yield return none with
            {
                OtherTicket = new(Another with { Keys = KeyHandle.None }, over),
            };
        }
    }

    private static IEnumerable<Input> Inputs() =>
    [
        new Input.Requested(First.Id, First.Sa, First.Peer, new(4)),
        .. Lefts.Select(left => new Input.ShownValue(First, left)),
        new Input.ShownReference(First.Id), new Input.ShownUnreadable(),
        .. Lefts.Select(left => new Input.Proven(First, left, First.Peer)),
        new Input.Proven(First, 40 * Second, First.Peer + 1),
        new Input.Agreed(First.Id), new Input.NotAgreed(First.Id),
        .. Lefts.Select(left => new Input.SpentElsewhere(First.Id, left)),
        new Input.SaDeleted(First.Sa),
        .. Lefts.Select(left => new Input.SaDeletedElsewhere(First.Sa, left)),
        .. from ago in (TimeSpan[])
           [
               TimeSpan.Zero, (60 * Second) - Unit, 60 * Second, (60 * Second) + Unit,
           ]
           select new Input.Knows(ago),
        new Input.Tick(),
    ];

    private static string Life(Spent? one) =>
        one is null ? "no" : one.ExpiresAt > Now ? "yes" : "over";

    private static string Life(Proof? one) =>
        one is null ? "no" : one.ExpiresAt > Now ? "yes" : "over";

    private static string SaOf(Kept kept) =>
        kept.Ended is null ? "lives" : kept.Ended.ExpiresAt > Now ? "deleted" : "over";

    private static Spent Later(Spent? before, ulong id, Instant until) =>
        new(id, before is null ? until : Instant.Latest(before.ExpiresAt, until));

    private static string Yes(bool value) => value ? "yes" : "no";

    private static string Told(State state) => string.Join("; ",
    [
        .. state.Tickets.Select(one =>
            $"{one.Facts.Id} of {one.Facts.Sa} {one.Facts.Peer} {one.Facts.Keys.Value} "
            + When(one.ExpiresAt)),
        .. state.Proofs.Select(one => $"proof {one.Id} {one.Sa} {When(one.ExpiresAt)}"),
        .. state.SpentOnes.Select(one => $"used {one.Id} {When(one.ExpiresAt)}"),
        .. state.EndedSas.Select(one => $"deleted {one.Id} {When(one.ExpiresAt)}"),
        $"since {When(state.Since)}", $"forgot {When(state.ForgotAt)}",
        $"sweep {When(state.SweepAt)}",
    ]);

    private static string When(Instant? at) => at is not { } time ? "never" : string.Create(
        CultureInfo.InvariantCulture,
        $"{(decimal)(time - Now).Ticks / TimeSpan.TicksPerSecond:+0.#######;-0.#######;+0}s");

    private static string Said(Output output) => output switch
    {
        Output.Grant(var facts, var lifetime, _) =>
            facts == First with { Keys = new(4) } && lifetime == 100 * Second
                ? $"Grant {facts.Id}" : $"{output}",
        Output.Deny => "Deny",
        Output.Resume(var facts, _) => facts == First ? $"Resume {facts.Id}" : $"{output}",
        Output.Refuse(var why) => $"Refuse {why}",
        Output.Accept(var id) => $"Accept {id}",
        Output.DropFormer(var sa) => $"DropFormer {sa}",
        Output.DropNew(var id) => $"DropNew {id}",
        Output.Share(var id, var left) => $"Share {id} {left}",
        Output.ShareDeleted(var sa, var left) =>
            left == 100 * Second ? $"ShareDeleted {sa}" : $"{output}",
        Output.Forget(var keys) => $"Forget {keys.Value}",
    };

    private static Config Configured(TicketKind kind, int most) => Config.TryCreate(
        new()
        {
            Kind = kind,
            Lifetime = 100 * Second,
            TicketsMax = most,
            SweepEvery = 10 * Second,
        },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());

    /// <summary>A state: ticket 1 of SA 7, and ticket 2 of SA 8.</summary>
    private sealed record Kept(
        Ticket? Ticket, Ticket? OtherTicket, Proof? Proof, Proof? OtherProof, Spent? Used,
        Spent? OtherUsed, Spent? Ended, Spent? OtherEnded, Instant? Since, Instant? Forgotten,
        Instant? Sweep)
    {
        public int Remembered =>
            ((Spent?[])[Used, OtherUsed, Ended, OtherEnded]).Count(one => one is not null);

        public bool IsEmpty =>
            Remembered == 0 && (Ticket ?? OtherTicket) is null && (Proof ?? OtherProof) is null;

        public static Kept Of(State state) => new(
            state.Tickets.Find(First.Id), state.Tickets.Find(Another.Id),
            state.Proofs.Find(First.Id), state.Proofs.Find(Another.Id),
            state.SpentOnes.Find(First.Id), state.SpentOnes.Find(Another.Id),
            state.EndedSas.Find(First.Sa), state.EndedSas.Find(Another.Sa),
            state.Since, state.ForgotAt, state.SweepAt);

        public State Made() => new(
            In(Ticket, OtherTicket), In(Used, OtherUsed), In(Ended, OtherEnded),
            In(Proof, OtherProof), Since, ForgotAt: Forgotten, SweepAt: Sweep);

        private static Table<T> In<T>(T? one, T? other)
            where T : class, IRow, IEquatable<T>
        {
            var table = one is null ? default : default(Table<T>).With(one);
            return other is null ? table : table.With(other);
        }
    }
}
