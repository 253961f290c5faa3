using System.Runtime.CompilerServices;
using System.Text;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Checkers.Canaries;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Scenarios.Playing;
using Holdfast.Simulation.Scenarios.Redirects;
using Holdfast.StateMachines.Hsrp;
using Holdfast.Tests.Properties.Simulation.Checkers;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// What the explorer finds in members that are wrong happens in the simulator as well: the same
/// faults in real octets, the same mistake, the same claim broken; and members as they are shipped
/// survive it. Every canary is played, or it is said why not: docs/machines/counterexamples.md,
/// which HOLDFAST_UPDATE_GOLDENS=1 writes.
/// </summary>
public sealed class PlayedCounterexamples
{
    private const string ManyTicks = "the order of timers that are due together breaks it";
    private const string OneExchange = "a member dies between two steps of one exchange";
    private const string Between = "an instant between two things that a shell does at once";
    private const string Old =
        "what is acknowledged wrongly is under keys: peers of the simulator are as they are shipped";
    private const string Tokens = "nobody guesses at tokens in the simulator yet";
    private const string Tickets = "resumption is played by no shell yet";
    private const string Streams = "its streams are real octets already";
    private const string Nhrp =
        "the machines of spokes that it has are seen with octets by SpokesOfHubs";
    private const string Inner = "what members know inside; nothing of it is seen on a wire";
    private const string OneLink =
        "of timers that are due together any is first there, and links fail one by one";
    private const string Rekeys =
        "collisions of the shipped exchanges are played with octets by Rfc6027_3_6_Takeovers";
    private const string Floors =
        "when a floor comes down is chosen there; `FloorsThatComeDown` finds it with octets";
    private const string Bfd = "BFD is not played yet";

    /// <summary>The canaries that are played, and in which family of scenarios.</summary>
    private static readonly Dictionary<string, (string Family, Func<string, Outcome> Explore)>
        Played = new()
        {
            ["LeaseNotAwaited"] = Replicas,
            ["FloorNotAwaited"] = Replicas,
            ["EpochRestoredFromSnapshot"] = Replicas,
            ["StandbyThatRequests"] = Replicas,
            ["IvWithoutReign"] = Replicas,
            ["NumberComesRound"] = Replicas,
            ["UnknownsForgotten"] = Replicas,
            ["NothingIsRepaired"] = Replicas,
            ["NoncesAnew"] = Pairs,
            ["WindowForgotten"] = Pairs,
            ["DrainedStillOpen"] = Pairs,
            ["StandbyWithRoutes"] = ("drain", static name => Drains.Explore(name, true)),
            ["NobodyYields"] = ("rekey-crash-points", RekeyCrashes.Explore),
            ["GateOpensFirst"] = Splits,
            ["GroupsUnbound"] = Splits,
            ["RouteKept"] = Tunnels,
            ["ForwardsBeforeGuard"] = Tunnels,
            ["WindowBeforeIcv"] = ("esp-forged", SmallCanaries.Explore),
            ["HintIsDeath"] = ("liveness-forged", SmallCanaries.Explore),
            ["SpiTakenAgain"] = ("spi-choice", SmallCanaries.Explore),
            ["RedirectsNotCounted"] = ("redirect-loop", static _ => Exploration.Run(
                new RedirectLoop("redirects")
                {
                    // As many as a client of the simulator may follow: the trace has one more.
                    RedirectsMax = 5,
                    Step = ClientCanaries.RedirectsNotCounted,
                }.Model())),
            ["NobodyIsPaced"] = ("paced-takeover", SmallCanaries.Explore),
            ["OwnerByCount"] = ("load-shared", SmallCanaries.Explore),
        };

    /// <summary>Those that are not, and why.</summary>
    private static readonly Dictionary<string, string> NotPlayed = new()
    {
        ["SoloTooEarly"] = Inner,
        ["FloorLoweredForOthers"] = Floors,
        ["DriftForgotten"] = Inner,
        ["SyncedByWhatIsHeard"] = Inner,
        ["OlderEpochBelieved"] = Inner,
        ["LateFactSetsBack"] = Inner,
        ["UncertainIsDead"] = Tokens,
        ["SentBeforeReplicated"] =
            "a request has no octets before it is a fact: they are sealed with it",
        ["MessageIdsAnew"] =
            "a composed member has its message IDs from the takeover, not from rows",
        ["LifeCountedAnew"] = "SAs of the simulator have no life in octets",
        ["LeavesUnacknowledged"] = ManyTicks,
        ["LeavesUnsettled"] = Floors,
        ["ChildToldEarly"] = OneExchange,
        ["ChildrenLeftBehind"] = OneExchange,
        ["RequestForgotten"] = OneExchange,
        ["AnswerForgotten"] = OneExchange,
        ["LowestNonceStays"] = Rekeys,
        ["OldEndsFirst"] = Rekeys,
        ["TemporaryIsFinal"] = Rekeys,
        ["OpenForgotten"] = Rekeys,
        ["ReplacedForgotten"] = Rekeys,
        ["RouteWithdrawnAfterSa"] = Between,
        ["SasFlushedFirst"] = Between,
        ["ReceiverLeavesFirst"] = Between,
        ["SentUnproven"] = Between,
        ["AnsweredBeforeDone"] = Between,
        ["DeathUnheeded"] = Between,
        ["DeletedBeforeAdded"] = Between,
        ["ReplacedInTwoSteps"] = Between,
        ["OldWithdrawalTakesNewRoute"] = Between,
        ["OneQueryFewer"] = OneLink,
        ["ConvergesTooLate"] = OneLink,
        ["OneQueryMore"] = OneLink,
        ["MarksNotTold"] = Inner,
        ["EqualMarkObeyed"] = "peers of the simulator are as they are shipped",
        ["SameMarkAgain"] = "one lost message after another is chosen",
        ["AnyAckProves"] = Old,
        ["OldNumberProves"] = Old,
        ["UnprotectedIsHeard"] = "what is not protected is dropped before it is an input",
        ["LifeBeforeWindow"] = "SAs of the simulator have no life in octets",
        ["RateForgottenByDone"] = "answers are given and withheld one by one",
        ["SpiWithoutMember"] = "two members draw one number by chance",
        ["GuessesNotCounted"] = Tokens,
        ["StrangersUnlimited"] = Tokens,
        ["ResumedUnheard"] = Tickets,
        ["StartsKnowing"] = Tickets,
        ["DeletedHereAlone"] = Tickets,
        ["OldTicketTaken"] = Tickets,
        ["SegmentIsFrame"] = Streams,
        ["ShortPieceDropped"] = Streams,
        ["LengthBelieved"] = Streams,
        ["EmptyFrameTaken"] = Streams,
        ["ShortcutBeforeSa"] = Nhrp,
        ["ShortcutOutlivesSa"] = Nhrp,
        ["HeardForLonger"] = Bfd,
        ["DownUnheeded"] = Bfd,
        ["UpUnproven"] = Bfd,
        ["InitUnheeded"] = Bfd,
        ["Resign is ignored"] =
            "a member of the simulator leaves by a drain, of which a group alone knows nothing",
        ["nothing is refused"] = "what is of another version is dropped before it is an input",
        ["own times"] = "members of a world have one hold time",
    };

    /// <summary>
    /// What members as they are shipped leave behind where two reign and one of them then loses all
    /// that it knows: the CHILD SA that it had made alone is known to its peer still (ADR 31).
    /// </summary>
    private static readonly Dictionary<string, string[]> Left = new()
    {
        ["EpochRestoredFromSnapshot"] = ["I30"],
    };

    private static (string, Func<string, Outcome>) Replicas =>
        ("replication", static name => Rfc6027_3_Replication.Explore(name, true));

    private static (string, Func<string, Outcome>) Pairs =>
        ("stateful-pair", StatefulPairs.Explore);

    private static (string, Func<string, Outcome>) Splits =>
        ("front-back-split", static name => FrontBackSplits.Explore(name, true));

    private static (string, Func<string, Outcome>) Tunnels =>
        ("rri-order", static name => RriOrders.Explore(name, true));

    // The first router has to be active before the second one starts.
    private static TimeSpan PaceOf(string name) => TimeSpan.FromSeconds(
        name is "active ignores a higher Hello" or "MAC is kept" ? 4 : 2);

    private static IEnumerable<string> OfHsrp => HsrpCanaries.Mistakes
        .Where(name => name != "literal table" && !NotPlayed.ContainsKey(name));

    /// <summary>The canaries of the first hop.</summary>
    public static TheoryData<string> Elections => [.. OfHsrp];

    /// <summary>All others that are played.</summary>
    public static TheoryData<string> Canaries => [.. Played.Keys];

    [Theory]
    [MemberData(nameof(Canaries))]
    public void What_is_found_in_a_canary_happens_with_real_octets(string name)
    {
        var (family, explore) = Played[name];
        var finds = CheckerTable.All.Where(card => card.Canaries.Contains(name))
            .Select(card => card.Invariant);
        Happens(
            family, explore(name).Violations.First(one => finds.Contains(one.Name)),
            PlayedCanaries.Of(name)!, PlayedShell.Shipped,
            Left.GetValueOrDefault(name, []));
    }

    [Theory]
    [MemberData(nameof(Elections))]
    public void What_is_found_in_an_election_happens_with_real_octets(string name) => Happens(
        "hsrp-repaired-2", Assert.Single(HsrpCanaries.Explore(name, true).Violations),
        PlayedCanaries.OfGroups(HsrpCanaries.StepOf(name)) with { Pace = PaceOf(name) },
        PlayedCanaries.OfGroups(HsrpGroup.Step), []);

    [Theory]
    [InlineData("hsrp-literal", "I10")]
    [InlineData("periodic-sync-baseline", "I1a,I1b")]
    [InlineData("front-back-split-unbound", "I13")]
    public void What_is_known_to_be_bad_is_so_with_real_octets(string name, string claims)
    {
        var scenario = Catalogue.All.First(one => one.Name == name);
        var outcome = scenario.Explore(scenario.With(), Limits.None, new());
        Assert.Equal(
            claims.Split(','),
            outcome.Violations.Select(one => one.Name).Order(StringComparer.Ordinal));
        foreach (var found in outcome.Violations)
        {
            var played = CounterexamplePlayer.TryOf(name, found.Trace, shell: null, out _)!;
            Assert.Contains(found.Name, played.Play().Broken);
        }
    }

    /// <summary>Scenarios that are there to be found wrong.</summary>
    public static TheoryData<string> Bad =>
        [.. Catalogue.All.Where(one => one.IsKnownBad).Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_is_known_to_be_bad_is_found_to_be(string name)
    {
        var scenario = Catalogue.All.First(one => one.Name == name);
        var outcome = scenario.Explore(scenario.With(), Limits.None, new());
        Assert.NotEmpty(outcome.Violations);
    }

    [Fact]
    public void Every_canary_is_played_or_it_is_said_why_not()
    {
        var all = CheckerTable.All.SelectMany(card => card.Canaries)
            .Concat(HsrpCanaries.Mistakes).Distinct()
            .Order(StringComparer.Ordinal);
        Assert.Equal(
            all,
            Played.Keys.Concat(OfHsrp).Concat(NotPlayed.Keys)
                .Concat(["literal table", "PeriodicCounters"]).Order(StringComparer.Ordinal));
        Assert.All(Played.Keys, name => Assert.NotNull(PlayedCanaries.Of(name)));
    }

    [Fact]
    public void Every_scenario_is_played_or_it_is_said_why_not()
    {
        Assert.NotEmpty(Catalogue.All);
        Assert.All(Catalogue.All, scenario => Assert.True(
            CounterexamplePlayer.IsPlayed(scenario.Name, out var why) == (why == ""),
            scenario.Name));
    }

    [Fact]
    public void The_page_of_counter_examples_says_which_engine_plays_them()
    {
        var page = new StringBuilder("""
            # Counter-examples in both engines

            What the explorer finds in a member that is wrong on purpose is played in the simulator
            as well, with real octets: what breaks and is mended in the trace breaks and is mended
            there, the same mistake is made, and the same claim is broken; members as they are
            shipped survive it. `PlayedCounterexamples` does that for each row, and writes this
            page. Known to be bad, and played, too: `hsrp-literal`, `periodic-sync-baseline`,
            `front-back-split-unbound`.

            | canary | where it is played, or why it is not |
            |---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var name in Played.Keys.Concat(OfHsrp).Order(StringComparer.Ordinal))
        {
            var where = Played.TryGetValue(name, out var one) ? one.Family : "hsrp-repaired-2";
            page.Append($"| {name} | ● {where} |\n");
        }

        foreach (var (name, why) in NotPlayed.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            page.Append($"| {name} | {why} |\n");
        }

        var path = Page();
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(path, page.ToString());
        }

        Assert.Equal(
            File.ReadAllText(path), page.ToString(), ignoreLineEndingDifferences: true);
    }

    private static void Happens(
        string family, Violation found, PlayedShell wrong, PlayedShell shipped, string[] left)
    {
        var played = CounterexamplePlayer.TryOf(family, found.Trace, wrong, out var why);
        Assert.True(played is not null, why);
        Assert.Contains(played.NameOf(found.Name), played.Play().Broken);

        // The same world, the same faults, members as they are shipped.
        Assert.Equal(left, (played with { Shell = shipped }).Play().Broken);
    }

    private static string Page([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(
        Path.GetDirectoryName(here)!, "..", "..", "..", "..",
        "docs", "machines", "counterexamples.md"));
}
