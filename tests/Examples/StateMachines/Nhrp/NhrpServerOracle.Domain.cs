using System.Globalization;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Nhrp.NhrpServer;

namespace Holdfast.Tests.Examples.StateMachines.Nhrp;

/// <content>The domain, and how it is told.</content>
public sealed partial class NhrpServerOracle
{
    private const uint Id = 50;

    private static readonly uint[] Ids = [Id, uint.MaxValue, 0];

    private static readonly Instant Now = Instant.FromMilliseconds(100_000);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Unit = TimeSpan.FromTicks(1);

    private static readonly HostAddress One = HostAddress.Parse("10.0.0.1");
    private static readonly HostAddress Two = HostAddress.Parse("10.0.0.2");
    private static readonly HostAddress OuterOne = HostAddress.Parse("192.0.2.1");
    private static readonly HostAddress OuterTwo = HostAddress.Parse("192.0.2.2");
    private static readonly HostAddress Elsewhere = HostAddress.Parse("192.0.2.9");

    /// <summary>What is asked for, and what is granted of it.</summary>
    private static readonly Dictionary<TimeSpan, TimeSpan> HoldingTimes = new()
    {
        [TimeSpan.Zero] = TimeSpan.Zero,
        [(600 * Second) - Unit] = (600 * Second) - Unit,
        [600 * Second] = 600 * Second,
        [(600 * Second) + Unit] = 600 * Second,
    };

    private static readonly Dictionary<uint, (string Name, Input Input)[]> AllInputs =
        Ids.ToDictionary(
            id => id,
            id => Inputs(id).Select(input => ($"{input}", input)).ToArray());

    private static IEnumerable<Trial<Config, State, Input>> Cases() =>
        from config in (Config[])
        [
            Configured(DmvpnPhase.Redirect, spokes: 2, purges: 2, isUnique: false),
            Configured(DmvpnPhase.Redirect, spokes: 1, purges: 1, isUnique: true),
            Configured(DmvpnPhase.NextHop, spokes: 2, purges: 1, isUnique: false),
            Configured(DmvpnPhase.HubOnly, spokes: 2, purges: 2, isUnique: true),
        ]
        from kept in States(config)
        let state = kept.Made()
        let told = Told(state)
        from one in AllInputs[kept.NextId]
        select new Trial<Config, State, Input>(
            [told, one.Name, $"{config.Phase}", $"{config.PurgesMax}"], config, state, Now,
            one.Input);

    private static IEnumerable<Kept> States(Config config) =>
        from one in Spokes(One, OuterOne)
        from two in Spokes(Two, OuterTwo)
        let count = (one is null ? 0 : 1) + (two is null ? 0 : 1)
        where count <= config.SpokesMax
        from outer in count == 2 && one.RedirectedAt is null && two.RedirectedAt is null
            ? (HostAddress[])[OuterTwo, OuterOne] : [OuterTwo]
        from next in outer == OuterOne ? Ids : [Id]
        from toOne in Purges(unchecked(next - 2), One, Two)
        from toTwo in Purges(unchecked(next - 1), Two, One)
        where (toOne is null ? 0 : 1) + (toTwo is null ? 0 : 1) <= config.PurgesMax
            && (outer == OuterTwo || (toOne ?? toTwo)?.Sent is null or 1)
            && (toOne is null || toTwo is null || toOne.Sent + toTwo.Sent is 2 or 4)
        let first = Instant.Earliest(toOne?.DueAt, toTwo?.DueAt)
        from again in first > Now ? (Instant?[])[first, Now] : [first]
        from sweep in count == 0 ? (Instant?[])[null] : [Now + Unit, Now]
        select new Kept(
            One, one, two is null ? null : two with { Nbma = outer }, toOne, toTwo, next, sweep,
            again);

    /// <summary>None; times at their bounds; whether the other one was told, and when it was
    /// redirected.</summary>
    private static IEnumerable<Spoke?> Spokes(HostAddress address, HostAddress nbma)
    {
        yield return null;
        foreach (var (until, isTold, redirected) in ((Instant, bool, Instant?)[])
        [
            (Now + Unit, false, null), (Now + Unit, true, null),
            (Now + Unit, true, Now - Second), (Now + Unit, false, Now - Second + Unit),
            (Now, false, null), (Now, true, null), (Now - Unit, true, Now - Second),
        ])
        {
            yield return new(
                address, nbma, until, isTold ? [OtherThan(address)] : [], redirected);
        }
    }

    private static IEnumerable<PendingPurge?> Purges(uint id, HostAddress to, HostAddress about) =>
    [
        null, .. from one in ((int, Instant)[])
            [
                (1, Now + Unit), (1, Now), (2, Now + Second), (2, Now - Unit),
                (3, Now + Unit), (3, Now),
            ]
            select new PendingPurge(id, to, about, one.Item1, one.Item2),
    ];

    private static IEnumerable<Input> Inputs(uint next) =>
    [
        new Input.Tick(),
        .. from nbma in (HostAddress[])[OuterOne, OuterTwo, Elsewhere]
           select new Input.SaDown(nbma),
        .. from holding in HoldingTimes.Keys
           select new Input.Registers(7, One, OuterOne, holding),
        new Input.Registers(7, One, Elsewhere, 600 * Second),
        new Input.Registers(7, Two, OuterTwo, 600 * Second),
        new Input.Registers(7, Two, Elsewhere, 600 * Second),
        .. from spoke in (HostAddress[])[One, Two]
           from end in (HostAddress[])[One, Two]
           from input in (Input[])
           [
               new Input.Asks(7, spoke, end), new Input.Passes(spoke, end),
               new Input.Purges(7, spoke, end),
           ]
           select input,
        .. from spoke in (HostAddress[])[One, Two]
           from id in (uint[])[unchecked(next - 2), unchecked(next - 1), 99]
           select new Input.PurgeAnswered(id, spoke),
    ];

    private static HostAddress OwnOf(Input input) => input switch
    {
        Input.Registers(_, var own, _, _) => own,
        Input.Asks(_, var own, _) => own,
        Input.Passes(var own, _) => own,
        Input.Purges(_, var own, _) => own,
        Input.PurgeAnswered(_, var own) => own,
        Input.SaDown or Input.Tick => One,
    };

    private static HostAddress OtherThan(HostAddress one) => one == One ? Two : One;

    private static string Life(Spoke? spoke) =>
        spoke is null ? "none" : spoke.ExpiresAt > Now ? "live" : "over";

    private static string EndOf(Kept kept, HostAddress end) =>
        end == kept.OwnOne ? "self" : Life(kept.Other);

    private static string AgoOf(Spoke? spoke) => spoke?.RedirectedAt is not { } at ? "never"
        : Now - at < Second ? "below 1s" : "1s";

    private static string Due(Instant? at) => at is null ? "none" : at <= Now ? "due" : "late";

    private static string Yes(bool value) => value ? "yes" : "no";

    private static string Told(State state) => string.Join("; ",
    [
        .. state.Spokes.Select(one =>
            $"{Short(one.Address)} at {Short(one.Nbma)} {When(one.ExpiresAt)} told "
            + $"{string.Join(' ', one.Told.Select(Short))} redirected {When(one.RedirectedAt)}"),
        .. state.Purges.OrderBy(one => one.To).Select(one =>
            $"{one.Id} to {Short(one.To)} about {Short(one.About)} {one.Sent} "
            + When(one.DueAt)),
        $"next {state.NextId}", $"sweep {When(state.SweepAt)}", $"again {When(state.PurgeAt)}",
    ]);

    private static string Short(HostAddress address) =>
        address == One ? "one" : address == Two ? "two" : $"{address}";

    private static string When(Instant? at) => at is not { } time ? "never" : string.Create(
        CultureInfo.InvariantCulture,
        $"{(decimal)(time - Now).Ticks / TimeSpan.TicksPerSecond:+0.#######;-0.#######;+0}s");

    /// <summary>Purge requests that are repeated go to several spokes in any order.</summary>
    private static IEnumerable<string> Said(
        Outputs<Output> outputs, HostAddress own, State state)
    {
        var said = outputs.Select(output => Said(output, own, state)).ToArray();
        return outputs.AsEnumerable().All(one => one is Output.SendPurge(var id, _, _)
                && state.Purges.Any(purge => purge.Id == id))
            ? said.OrderByDescending(one => one.EndsWith("own", StringComparison.Ordinal))
            : said;
    }

    private static string Said(Output output, HostAddress own, State state)
    {
        return output switch
        {
            Output.Accept(var id, var address) => $"Accept {id} {Name(address)}",
            Output.Refuse(var id, var why) => $"Refuse {id} {why}",
            Output.Answer(var id, var asker, var binding) =>
                $"Answer {id} {Name(asker)}"
                + (binding == new Binding(
                    OtherThan(own), 32, state.Spokes.Single(one => one.Address != own).Nbma)
                    ? "" : $" {binding}"),
            Output.Forward(var id, var egress) => $"Forward {id} {Name(egress)}",
            Output.NoBinding(var id, var asker) => $"NoBinding {id} {Name(asker)}",
            Output.SendRedirect(var to) => $"Redirect {Name(to)}",
            Output.SendPurge(var id, var to, var about) =>
                $"Purge {id} to {Name(to)}{(about == OtherThan(to) ? "" : $" about {about}")}",
            Output.AnswerPurge(var id, var to) => $"AnswerPurge {id} {Name(to)}",
        };

        string Name(HostAddress address) =>
            address == own ? "own" : address == OtherThan(own) ? "other" : $"{address}";
    }

    private static Config Configured(DmvpnPhase phase, int spokes, int purges, bool isUnique) =>
        Config.TryCreate(
            new()
            {
                Phase = phase,
                SpokesMax = spokes,
                IsUnique = isUnique,
                HoldingTimeMax = 600 * Second,
                RedirectEvery = Second,
                SweepEvery = 5 * Second,
                PurgeRetryAfter = Second,
                PurgeSendsMax = 3,
                PurgesMax = purges,
            },
            out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    /// <summary>A state, as the spoke sees it that an input comes from.</summary>
    private sealed record Kept(
        HostAddress OwnOne, Spoke? Own, Spoke? Other, PendingPurge? ToOwn, PendingPurge? ToOther,
        uint NextId, Instant? Sweep, Instant? Again)
    {
        public HostAddress OtherOne => OtherThan(OwnOne);

        public static Kept Of(State state, HostAddress own) => new(
            own,
            state.Spokes.SingleOrDefault(one => one.Address == own),
            state.Spokes.SingleOrDefault(one => one.Address != own),
            state.Purges.SingleOrDefault(one => one.To == own),
            state.Purges.SingleOrDefault(one => one.To != own),
            state.NextId, state.SweepAt, state.PurgeAt);

        public State Made()
        {
            var (spokes, purges) = (default(Table<Spoke>), default(Table<PendingPurge>));
            foreach (var spoke in (Spoke?[])[Own, Other])
            {
                spokes = spoke is null ? spokes : spokes.With(spoke);
            }

            foreach (var purge in (PendingPurge?[])[ToOwn, ToOther])
            {
                purges = purge is null ? purges : purges.With(purge);
            }

            return new(spokes, NextId, Sweep, purges, Again);
        }
    }
}
