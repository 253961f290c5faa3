using System.Collections.Concurrent;
using Holdfast.Simulation.Checkers.Canaries;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Models;
using Holdfast.Simulation.Scenarios.BfdNeighbours;
using Holdfast.Simulation.Scenarios.Collisions;
using Holdfast.Simulation.Scenarios.FirstExchanges;
using Holdfast.Simulation.Scenarios.Forgeries;
using Holdfast.Simulation.Scenarios.Guesses;
using Holdfast.Simulation.Scenarios.IdSync;
using Holdfast.Simulation.Scenarios.Inbound;
using Holdfast.Simulation.Scenarios.Paced;
using Holdfast.Simulation.Scenarios.Redirects;
using Holdfast.Simulation.Scenarios.RequestCrashPoints;
using Holdfast.Simulation.Scenarios.Sharing;
using Holdfast.Simulation.Scenarios.Shortcuts;
using Holdfast.Simulation.Scenarios.SpiChoice;
using Holdfast.Simulation.Scenarios.Streams;
using Holdfast.Simulation.Scenarios.Tickets;
using Holdfast.Tests.Properties.Simulation.Scenarios;

namespace Holdfast.Tests.Properties.Simulation.Checkers;

/// <summary>
/// In the small worlds each canary is caught by its checker, by a shortest trace of pinned length;
/// that the shipped machines pass there stands in SmallWorlds.
/// </summary>
public sealed class SmallCanaries
{
    private static readonly Dictionary<string, Func<Outcome>> Canaries = new()
    {
        ["MarksNotTold"] = static () =>
            Exploration.Run((IdSync with { TellsMembers = false }).Model()),
        ["EqualMarkObeyed"] = static () =>
            Exploration.Run((IdSync with { Peer = IdSyncCanaries.EqualMarkObeyed }).Model()),
        ["SameMarkAgain"] = static () => Exploration.Run(Only(
            "I8", (IdSync with { Cluster = IdSyncCanaries.SameMarkAgain }).Model())),
        ["AnyAckProves"] = static () =>
            Exploration.Run((Dpd with { Step = LifeCanaries.AnyAckProves }).Model()),
        ["OldNumberProves"] = static () =>
            Exploration.Run((Dpd with { Step = LifeCanaries.OldNumberProves }).Model()),
        ["UnprotectedIsHeard"] = static () =>
            Exploration.Run((Dpd with { Step = LifeCanaries.UnprotectedIsHeard }).Model()),
        ["HintIsDeath"] = static () => Exploration.Run(
            new LivenessForgeries("liveness") { Step = LifeCanaries.HintIsDeath }.Model()),
        ["RedirectsNotCounted"] = static () => Exploration.Run(
            new RedirectLoop("redirects") { Step = ClientCanaries.RedirectsNotCounted }.Model()),
        ["NobodyIsPaced"] = static () => Exploration.Run(
            new PacedTakeover("paced") { Step = PacingCanaries.NobodyIsPaced }.Model()),
        ["RateForgottenByDone"] = static () => Exploration.Run(
            new PacedTakeover("paced") { Step = PacingCanaries.RateForgottenByDone }.Model()),
        ["SpiWithoutMember"] = static () => Exploration.Run(
            new SpiChoices("spis") { Choose = ChoiceCanaries.SpiWithoutMember }.Model()),
        ["SpiTakenAgain"] = static () => Exploration.Run(
            new SpiChoices("spis") { Decide = ChoiceCanaries.SpiTakenAgain }.Model()),
        ["OwnerByCount"] = static () => Exploration.Run(
            new SharedPeers("shared") { Owner = ChoiceCanaries.OwnerByCount }.Model()),
        ["WindowBeforeIcv"] = static () => Exploration.Run(
            new InboundForgeries("inbound") { Step = InboundCanaries.WindowBeforeIcv }.Model()),
        ["LifeBeforeWindow"] = static () => Exploration.Run(
            new InboundForgeries("inbound") { Step = InboundCanaries.LifeBeforeWindow }.Model()),
        ["GuessesNotCounted"] = static () => Exploration.Run(
            new TokenGuesses("guesses") { Step = GuessCanaries.GuessesNotCounted }.Model()),
        ["StrangersUnlimited"] = static () => Exploration.Run(
            new TokenGuesses("guesses") { Step = GuessCanaries.StrangersUnlimited }.Model()),
        ["ResumedUnheard"] = static () => Tickets(TicketCanaries.ResumedUnheard),
        ["StartsKnowing"] = static () => Tickets(TicketCanaries.StartsKnowing),
        ["DeletedHereAlone"] = static () => Tickets(TicketCanaries.DeletedHereAlone),
        ["OldTicketTaken"] = static () => Tickets(TicketCanaries.OldTicketTaken),
        ["RequestForgotten"] = static () => Exploration.Run(
            (Requests with { Step = RequestCanaries.RequestForgotten }).Model()),
        ["AnswerForgotten"] = static () => Exploration.Run(
            (Requests with { Step = RequestCanaries.AnswerForgotten }).Model()),
        ["LowestNonceStays"] = static () =>
            Exchanges("I30", 0, ExchangeCanaries.LowestNonceStays),
        ["OldEndsFirst"] = static () => Exchanges("Shared", 0, ExchangeCanaries.OldEndsFirst),
        ["TemporaryIsFinal"] = static () =>
            Exchanges("Retried", 0, ExchangeCanaries.TemporaryIsFinal),
        ["DeletedChildKept"] = static () =>
            Exchanges("I24", 0, ExchangeCanaries.DeletedChildKept),
        ["OpenForgotten"] = static () => Exchanges("I30", 1, ExchangeCanaries.OpenForgotten),
        ["ReplacedForgotten"] = static () =>
            Exchanges("I30", 1, ExchangeCanaries.ReplacedForgotten),
        ["AnsweredBeforeFact"] = static () => Exploration.Run(
            (First with { Answering = HandshakeCanaries.AnsweredBeforeFact }).Model()),
        ["HalfOpenKept"] = static () => Exploration.Run(Only(
            "Ending",
            (First with
            {
                Doublings = 1,
                Answering = HandshakeCanaries.HalfOpenKept,
            }).Model())),
        ["BeginnerEndsAll"] = static () => Exploration.Run(Only(
            "Agreed",
            (First with
            {
                Crashes = 0,
                Ours = 1,
                Replaced = HandshakeCanaries.BeginnerEndsAll,
            }).Model())),
        ["AnsweredAnew"] = static () => Exploration.Run(
            (First with { Losses = 1, Flaw = FirstFlaw.AnsweredAnew }).Model()),
        ["ToldBeforeAnswer"] = static () => Exploration.Run(
            (First with
            {
                Ours = 1,
                Theirs = 0,
                Flaw = FirstFlaw.ToldBeforeAnswer,
            }).Model()),
        ["SegmentIsFrame"] = static () => Streams("I29", StreamCanaries.SegmentIsFrame),
        ["ShortPieceDropped"] = static () => Streams("I29", StreamCanaries.ShortPieceDropped),
        ["LengthBelieved"] = static () => Streams("I28", StreamCanaries.LengthBelieved),
        ["EmptyFrameTaken"] = static () => Streams("I28", StreamCanaries.EmptyFrameTaken),
        ["ShortcutBeforeSa"] = static () => Exploration.Run(
            new ShortcutScenario("spokes") { Step = ShortcutCanaries.ShortcutBeforeSa }.Model()),
        ["ShortcutOutlivesSa"] = static () => Exploration.Run(
            new ShortcutScenario("spokes")
            {
                Step = ShortcutCanaries.ShortcutOutlivesSa,
            }.Model()),
        ["HeardForLonger"] = static () => Bfd("Heard", BfdCanaries.HeardForLonger),
        ["DownUnheeded"] = static () => Bfd("Noticed", BfdCanaries.DownUnheeded),
        ["UpUnproven"] = static () => Bfd("Noticed", BfdCanaries.UpUnproven),
        ["InitUnheeded"] = static () => Bfd("Returned", BfdCanaries.InitUnheeded),
    };

    // Found once, and played as well.
    private static readonly ConcurrentDictionary<string, Lazy<Outcome>> Explored = new();
    private static readonly ConcurrentDictionary<string, Lazy<Outcome>> Severally = new();

    private static IdSyncScenario IdSync => new("message-id-sync");

    private static RequestCrashPointsScenario Requests => new("requests") { Requests = 1 };

    private static FirstExchangesScenario First => new("first") { Ours = 0 };

    private static Outcome Tickets(TicketStep step) =>
        Exploration.Run(new TicketScenario("tickets") { Step = step }.Model());

    private static Outcome Exchanges(
        string finds, int crashes, ExchangeStep step, int additional = 0) =>
        Exploration.Run(Only(
            finds,
            new ExchangesScenario("exchanges")
            {
                Crashes = crashes,
                Step = step,
                Additional = additional,
            }.Model()));

    private static Outcome Streams(string finds, StreamStep step) =>
        Exploration.Run(Only(finds, new StreamCuts("streams") { Step = step }.Model()));

    private static Outcome Bfd(string finds, BfdStep step) => Exploration.Run(
        Only(finds, new BfdNeighboursScenario("bfd") { Losses = 0, Alice = step }.Model()));

    private static DpdForgeries Dpd => new("dpd");

    /// <summary>Their names, for the table of checkers.</summary>
    internal static IEnumerable<string> Names => Canaries.Keys;

    [Theory]
    [InlineData("MarksNotTold", "I7", 1)]
    [InlineData("EqualMarkObeyed", "I7", 2)]
    [InlineData("SameMarkAgain", "I8", 26)]
    [InlineData("AnyAckProves", "I18", 5)]
    [InlineData("OldNumberProves", "I18", 2)]
    [InlineData("UnprotectedIsHeard", "I18", 2)]
    [InlineData("HintIsDeath", "I18", 1)]
    [InlineData("RedirectsNotCounted", "I22", 4)]
    [InlineData("NobodyIsPaced", "I32", 0)]
    [InlineData("RateForgottenByDone", "I32", 5)]
    [InlineData("SpiWithoutMember", "I23", 2)]
    [InlineData("SpiTakenAgain", "I23", 2)]
    [InlineData("OwnerByCount", "I35", 1)]
    [InlineData("WindowBeforeIcv", "I4", 1)]
    [InlineData("LifeBeforeWindow", "I4", 1)]
    [InlineData("GuessesNotCounted", "I21", 3)]
    [InlineData("StrangersUnlimited", "I21", 3)]
    [InlineData("ResumedUnheard", "Once", 5)]
    [InlineData("StartsKnowing", "Once", 9)]
    [InlineData("DeletedHereAlone", "Once", 8)]
    [InlineData("OldTicketTaken", "Once", 7)]
    [InlineData("RequestForgotten", "I6b", 3)]
    [InlineData("AnswerForgotten", "I6b", 40)]
    [InlineData("LowestNonceStays", "I30", 23)]
    [InlineData("OldEndsFirst", "Shared", 5)]
    [InlineData("TemporaryIsFinal", "Retried", 11)]
    [InlineData("DeletedChildKept", "I24", 15)]
    [InlineData("OpenForgotten", "I30", 9)]
    [InlineData("ReplacedForgotten", "I30", 9)]
    [InlineData("AnsweredBeforeFact", "Believed", 11)]
    [InlineData("HalfOpenKept", "Ending", 33)]
    [InlineData("BeginnerEndsAll", "Agreed", 104)]
    [InlineData("AnsweredAnew", "Same", 21)]
    [InlineData("ToldBeforeAnswer", "I24", 7)]
    [InlineData("SegmentIsFrame", "I29", 2)]
    [InlineData("ShortPieceDropped", "I29", 3)]
    [InlineData("LengthBelieved", "I28", 2)]
    [InlineData("EmptyFrameTaken", "I28", 2)]
    [InlineData("ShortcutBeforeSa", "I34", 2)]
    [InlineData("ShortcutOutlivesSa", "I34", 2)]
    [InlineData("HeardForLonger", "Heard", 12)]
    [InlineData("DownUnheeded", "Noticed", 23)]
    [InlineData("UpUnproven", "Noticed", 22)]
    [InlineData("InitUnheeded", "Returned", 28)]
    public void Each_canary_is_caught_by_its_checker(string name, string finds, int events)
    {
        var outcome = Explore(name);
        var violation = outcome.Violations.FirstOrDefault(one => one.Name == finds);
        Assert.True(violation is not null, $"{outcome.Ending}, {outcome.States} states");
        Assert.True(
            violation.Trace.Length == events,
            $"{violation.Trace.Length}: "
                + string.Join(" · ", violation.Trace.Events.Select(one => one.Event)));
    }

    // What is decided, refused or forgotten wrongly is so where a rekey has two exchanges, too.
    [Theory]
    [InlineData(nameof(ExchangeCanaries.LowestNonceStays), "I30", 0, 149)]
    [InlineData(nameof(ExchangeCanaries.OldEndsFirst), "Shared", 0, 12)]
    [InlineData(nameof(ExchangeCanaries.TemporaryIsFinal), "Retried", 0, 11)]
    [InlineData(nameof(ExchangeCanaries.DeletedChildKept), "I24", 0, 22)]
    [InlineData(nameof(ExchangeCanaries.OpenForgotten), "I30", 1, 16)]
    [InlineData(nameof(ExchangeCanaries.ReplacedForgotten), "I30", 1, 16)]
    public void In_rekeys_by_several_exchanges_they_are_caught_as_well(
        string name, string finds, int crashes, int events)
    {
        var violation = Assert.Single(ExploreSeveral(name, finds, crashes).Violations);
        Assert.Equal((finds, events), (violation.Name, violation.Trace.Length));
    }

    /// <summary>What is found where each rekey has a second key exchange behind it.</summary>
    internal static Outcome ExploreSeveral(string name, string finds, int crashes) =>
        Severally.GetOrAdd(name, name => new(() => Exchanges(
            finds, crashes,
            typeof(ExchangeCanaries).GetMethod(name)!.CreateDelegate<ExchangeStep>(),
            additional: 1))).Value;

    /// <summary>The world of a canary, with members as they are shipped.</summary>
    internal static Outcome Shipped(string name) => CounterexampleRows.All[name] switch
    {
        // With a loss a break is noticed later.
        "bfd-neighbours" =>
            Exploration.Run(new BfdNeighboursScenario("bfd") { Losses = 0 }.Model()),
        var world => ProvenWorlds.Explore(world),
    };

    /// <summary>The world of a canary.</summary>
    internal static Outcome Explore(string name) => Explored.GetOrAdd(
        name, static name => new(Canaries[name])).Value;

    /// <summary>A model with one question.</summary>
    private static WorldModel<TConfig, TState, TInput, TOutput> Only<
        TConfig, TState, TInput, TOutput>(
        string name, WorldModel<TConfig, TState, TInput, TOutput> model)
        where TConfig : notnull
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull => model with
        {
            Invariants = [.. model.Invariants.Where(one => one.Name == name)],
            Goals = [.. model.Goals.Where(one => one.Name == name)],
        };
}
