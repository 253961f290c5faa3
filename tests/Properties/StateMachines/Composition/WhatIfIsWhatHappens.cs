using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Composition.WhatIf;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Output = Holdfast.StateMachines.Composition.ClusterMember.Output;
using Segment = Holdfast.Tests.Properties.StateMachines.Composition.ClusterWorld.Segment;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>
/// A prediction of the member that reigns, and then the failure itself on the same machines: who
/// serves, what it knew, within which time, and at no higher cost than was predicted.
/// </summary>
public sealed class WhatIfIsWhatHappens
{
    private const int Runs = 250;

    // Failures by number, as they are drawn.
    private const int OfActive = 0;
    private const int OfStandby = 2;
    private const int OfLink = 3;

    /// <summary>How long the sync channel is away before, in tenths of seconds.</summary>
    private static readonly int[] Tenths = [0, 0, 0, 5, 15, 30, 60, 200, 700];

    /// <summary>What is drawn.</summary>
    private sealed record Case(
        SoloPolicy Solo, IkeTraits Traits, bool IsAliceCut, bool IsMoonCut, int Away,
        bool IsBack, int Then, int Failure)
    {
        public static Case Draw(Choices choices) => new(
            choices.Chance(25) ? SoloPolicy.SafetyFirst : SoloPolicy.AvailabilityFirst,
            choices.Chance(60) ? IkeTraits.MessageIdSync : IkeTraits.None,
            choices.Chance(20), choices.Chance(20), choices.Of(Tenths), choices.Chance(40),
            choices.Below(30), choices.Below(6));
    }

    /// <summary>All that can be predicted of two members with one link, in a case each.</summary>
    public static TheoryData<SoloPolicy, int, int, Outcome, StandingKind?> Outcomes => new()
    {
        { SoloPolicy.AvailabilityFirst, 0, OfActive, Outcome.TakenOver, StandingKind.Synced },
        { SoloPolicy.AvailabilityFirst, 60, OfActive, Outcome.TakenOver, StandingKind.Stale },
        { SoloPolicy.AvailabilityFirst, 700, OfActive, Outcome.TakenOver, StandingKind.Empty },
        { SoloPolicy.AvailabilityFirst, 0, OfStandby, Outcome.GoesOn, null },
        { SoloPolicy.SafetyFirst, 0, OfActive, Outcome.TakenOverOnceFenced, StandingKind.Synced },
        { SoloPolicy.AvailabilityFirst, 60, OfLink, Outcome.Outage, null },
    };

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void Each_outcome_is_predicted_and_happens(
        SoloPolicy solo, int away, int failure, Outcome outcome, StandingKind? standing) =>
        Assert.Equal(
            (outcome, standing),
            Foretold(new(
                solo, IkeTraits.MessageIdSync, IsAliceCut: false, IsMoonCut: false, away,
                IsBack: false, Then: 0, failure)));

    [Fact]
    public void What_is_predicted_happens_within_its_bounds() =>
        ForAll.Cases(Runs, Case.Draw, drawn => Foretold(drawn));

    private static (Outcome Outcome, StandingKind? Standing) Foretold(Case drawn)
    {
        var world = Begin(drawn);
        var active = world.Running.Single(host => host.IsOpen);
        var failure = FailureOf(drawn, active);
        var prediction = Of(active.Config, SituationOf(active, world.Now), failure);
        var isCut = world.Cuts.Count > 0;
        Compare(prediction, Happen(world, active, failure, prediction.Outcome), isCut);
        return (prediction.Outcome, prediction.Standing);
    }

    /// <summary>What happened.</summary>
    private sealed class Event
    {
        public required Instant At { get; init; }

        public required int Ikes { get; init; }

        public bool IsStillOpen { get; set; }

        public byte? By { get; set; }

        public Takeover? Takeover { get; set; }

        public TimeSpan? OpenAfter { get; set; }

        public TimeSpan? SoloAfter { get; set; }
    }

    private static ClusterWorld Begin(Case drawn)
    {
        var world = new ClusterWorld(self => ClusterSettings.Of(self) with
        {
            Replication = ClusterSettings.Of(self).Replication with { Solo = drawn.Solo },
        });
        world.Start(0).Start(1);
        world.Run(20);
        world.Establish(0, drawn.Traits);
        world.Run(1);
        for (var member = 0; member < 2; member++)
        {
            if (member == 0 ? drawn.IsAliceCut : drawn.IsMoonCut)
            {
                world.Do(member, new Input.AtLinks(
                    new LinkSelection.Input.Carrier(0, Works: false)));
            }
        }

        world.Run(15);
        if (drawn.Away > 0)
        {
            world.Cuts.Add(Segment.Sync);
            world.Run(drawn.Away / 10.0);
            if (drawn.IsBack)
            {
                world.Cuts.Clear();
                world.Connect();
                world.Run(5);
            }
        }

        world.Run(drawn.Then / 10.0);
        return world;
    }

    private static Failure FailureOf(Case drawn, ClusterWorld.Host active) => drawn.Failure switch
    {
        OfActive or 1 => new Failure.OfMember(active.Config.Set.Self),
        OfStandby => new Failure.OfMember((byte)(3 - active.Config.Set.Self)),
        OfLink => new Failure.OfLink(0),
        4 => new Failure.OfSide((HsrpPair.Side)(drawn.Then & 1)),
        _ => new Failure.OfSyncChannel(),
    };

    private static Situation SituationOf(ClusterWorld.Host host, Instant now) => Situation.Of(
        host.Config, host.State.Replication, host.State.FirstHop, host.State.Links, now);

    private static Event Happen(
        ClusterWorld world, ClusterWorld.Host active, Failure failure, Outcome told)
    {
        var found = new Event
        {
            At = world.Now,
            Ikes = active.State.Replication.Replica.Sas.Ikes.Count,
        };
        world.OnOutput += (host, output) =>
        {
            switch (output)
            {
                case Output.OfReplication(SaReplication.Output.Reign(var takeover))
                    when host != active:
                    found.Takeover ??= takeover;
                    break;
                case Output.OpenTraffic when host != active:
                    found.OpenAfter ??= world.Now - found.At;
                    found.By ??= host.Config.Set.Self;
                    break;
                case Output.OfReplication(SaReplication.Output.Solo(true)) when host == active:
                    found.SoloAfter ??= world.Now - found.At;
                    break;
                default:
                    break;
            }
        };
        var self = active.Config.Set.Self - 1;
        switch (failure)
        {
            case Failure.OfMember(var member):
                world.Crash(member - 1);
                break;
            case Failure.OfLink:
                world.Do(self, new Input.AtLinks(
                    new LinkSelection.Input.Carrier(0, Works: false)));
                break;
            case Failure.OfSide(var side):
                world.Cuts.Add(side == HsrpPair.Side.Front ? Segment.Front : Segment.Back);
                world.Do(self, new Input.AtFirstHop(side, new HsrpGroup.Input.Disable()));
                break;
            case Failure.OfSyncChannel:
                world.Cuts.Add(Segment.Sync);
                break;
            case Failure.OfPath:
                break;
        }

        world.Run(8);
        if (told == Outcome.TakenOverOnceFenced)
        {
            // Before the fence nobody serves.
            Assert.Null(found.By);
            world.Crash(self);
            world.Replicate(1 - self, new SaReplication.Input.FenceConfirmed(
                active.Config.Set.Self,
                SaReplication.StartOf(
                    world[1 - self]!.State.Replication, active.Config.Set.Self),
                IsOff: true));
            world.Run(8);
        }

        found.IsStillOpen = world[self]?.IsOpen ?? false;
        return found;
    }

    private static void Compare(Prediction told, Event found, bool isCut)
    {
        var what = $"{told}";
        switch (told.Outcome)
        {
            case Outcome.TakenOver or Outcome.TakenOverOnceFenced:
                Assert.True(found.By == told.To[0], what);
                Assert.True(found.Takeover!.Standing >= told.Standing, what);
                Cost(told, found);
                break;
            case Outcome.GoesOn:
                Assert.True(found.IsStillOpen && found.By is null, what);
                // What the cut before has begun is not the failure's doing.
                var solo = told.Times.FirstOrDefault(time => time.Phase == Phase.Solo);
                Assert.True(
                    found.SoloAfter is not { } after || after <= solo.AtMost
                        || (isCut && told.Times.Count == 0),
                    $"{what}: alone after {found.SoloAfter}");
                break;
            case Outcome.Outage:
                Assert.True(found.By is null, what);
                break;
            case Outcome.MayMove:
                break;
            case Outcome.Rerouted or Outcome.PeerCutOff:
                Assert.Fail(what);
                break;
        }
    }

    private static void Cost(Prediction told, Event found)
    {
        var takeover = found.Takeover!;
        Assert.InRange(takeover.Cost.SequenceSkipped, 0UL, Bound(told.Loss.SequenceSkipped));
        Assert.InRange(takeover.Cost.AcceptedTwice, 0UL, Bound(told.Loss.AcceptedTwice));
        Assert.InRange(takeover.Cost.InboundLost, 0UL, Bound(told.Loss.InboundLost));
        var anew = takeover.Cost.Reestablished + found.Ikes - takeover.Ikes.Count;
        Assert.InRange(anew, 0, told.Loss.Reestablished);
        Assert.InRange(
            takeover.Ikes.Count(ike => ike.Action == IkeTakeover.Synchronise), 0,
            Math.Max(told.Loss.Synchronised, told.Loss.Reestablished));
        if (told.Outcome == Outcome.TakenOver)
        {
            var most = told.Times
                .Where(time => time.Phase is Phase.Detection or Phase.Promotion)
                .Aggregate(TimeSpan.Zero, (sum, time) => sum + time.AtMost!.Value);
            Assert.InRange(found.OpenAfter!.Value, TimeSpan.Zero, most);
        }

        // What makes everything anew costs no number: there is none left to be skipped.
        ulong Bound(ulong most) =>
            told.Standing == StandingKind.Empty ? ulong.MaxValue : most;
    }
}
