using System.Text;
using Holdfast.Codec;
using Holdfast.Protocol.Hsrp;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Hsrp;
using Holdfast.Testing.Conformance;
using Holdfast.Testing.Conformance.Hsrp;

namespace Holdfast.Tests.Properties.Testing.Conformance.Hsrp;

/// <summary>The suites of HSRP: what they pass, and what they catch.</summary>
public sealed class HsrpSuite
{
    /// <summary>Each mistake, in either version and under either reading of the table.</summary>
    public static TheoryData<int, HsrpReading, HsrpMistake, string, string?> Mistakes
    {
        get
        {
            var all = new TheoryData<int, HsrpReading, HsrpMistake, string, string?>();
            foreach (var (mistake, property) in Caught)
            {
                // Who does not do it at all does not do it among equals.
                var general = mistake is HsrpMistake.IgnoresAHigherRouter
                    or HsrpMistake.IgnoresCoups or HsrpMistake.SendsNoCoup ? Tie : null;
                foreach (var (version, reading) in Pairs)
                {
                    all.Add(
                        version, reading, mistake,
                        property == Alone && reading == HsrpReading.Literal
                            ? "Alone_it_comes_to_stand_by" : property,
                        general);
                }
            }

            return all;
        }
    }

    /// <summary>Each version with each reading.</summary>
    public static TheoryData<int, HsrpReading> Readings
    {
        get
        {
            var all = new TheoryData<int, HsrpReading>();
            foreach (var (version, reading) in Pairs)
            {
                all.Add(version, reading);
            }

            return all;
        }
    }

    private static readonly (int Version, HsrpReading Reading)[] Pairs =
    [
        (1, HsrpReading.Repaired), (1, HsrpReading.Literal),
        (2, HsrpReading.Repaired), (2, HsrpReading.Literal),
    ];

    private const string Alone = "Alone_it_becomes_active";
    private const string Tie = "Of_equal_priorities_the_higher_address_wins";

    private static readonly (HsrpMistake Mistake, string Property)[] Caught =
    [
        (HsrpMistake.NeverStandsBy, Alone),
        (HsrpMistake.IgnoresAHigherRouter, "It_yields_to_a_higher_active_router"),
        (HsrpMistake.IgnoresCoups, "It_yields_to_a_Coup_of_a_higher_router"),
        (HsrpMistake.SendsNoCoup, "It_answers_a_lower_active_router_with_a_Coup"),
        (HsrpMistake.PreemptsAlways, "It_does_not_take_over_uninvited"),
        (HsrpMistake.GoesWithoutAWord, "It_resigns_when_it_is_disabled"),
        (HsrpMistake.IgnoresResigns, "The_standby_router_takes_over_at_a_Resign"),
        (HsrpMistake.ChecksNoPassword, "A_message_with_another_password_changes_nothing"),
        (HsrpMistake.ChecksNoGroup, "A_message_of_another_group_changes_nothing"),
        (HsrpMistake.SpeaksInListen, "A_listener_is_silent"),
        (HsrpMistake.SaysAnotherPriority, "What_it_sends_is_what_it_is_set_to"),
        (HsrpMistake.IsLateWithHellos, "Hellos_come_in_time"),
        (HsrpMistake.ComparesPrioritiesAlone, Tie),
        (HsrpMistake.YieldsToEquals, Tie),
        (
            HsrpMistake.KeepsItsOwnHoldTime,
            "The_active_router_is_good_for_the_hold_time_that_it_says"),
        (HsrpMistake.TakesAnyCoup, "A_Coup_of_a_lower_router_changes_nothing"),
        (
            HsrpMistake.StaysInTheElection,
            "It_stands_back_from_a_higher_router_that_speaks_or_stands_by"),
        (
            HsrpMistake.IgnoresALowerStandby,
            "A_listener_takes_part_where_a_lower_router_stands_by"),
        (HsrpMistake.GoesWithoutAWordAtACoup, "It_resigns_when_a_Coup_ends_its_reign"),
        (HsrpMistake.ResignsAtAHello, "It_resigns_only_where_the_table_says_so"),
        (HsrpMistake.ResignsAsAListener, "A_Resign_says_the_state_before_or_behind_it"),
        (HsrpMistake.StandsByAtOnce, "It_speaks_for_a_hold_time_before_it_stands_by"),
        (
            HsrpMistake.KeepsItsStandbyTimer,
            "A_listener_goes_on_while_it_hears_who_is_active_and_who_stands_by"),
        (
            HsrpMistake.TakesAnyResign,
            "A_Resign_of_another_than_the_active_router_changes_nothing"),
        (HsrpMistake.GivesWayToALowerSpeaker, "What_is_no_event_leaves_it_in_the_election"),
        (HsrpMistake.YieldsToACoupInStandby, "What_is_no_event_leaves_it_in_the_election"),
        (HsrpMistake.ResignsInStandby, "It_resigns_only_where_the_table_says_so"),
        (HsrpMistake.ChecksNoVersion, "What_is_no_message_of_its_version_ends_no_reign"),
        (HsrpMistake.TakesAnyKind, "What_is_no_message_of_its_version_ends_no_reign"),
    ];

    [Theory]
    [MemberData(nameof(Readings))]
    public void A_right_speaker_of_somebody_else_passes(int version, HsrpReading reading) =>
        Biting.Passes(Of(version, reading, HsrpMistake.None));

    [Theory]
    [MemberData(nameof(Readings))]
    public void Whoever_takes_its_own_hold_time_for_the_standby_router_passes(
        int version, HsrpReading reading) =>
        Biting.Passes(Of(version, reading, HsrpMistake.OwnHoldTimeForTheStandby));

    /// <summary>Which state it says in a Coup the RFC does not ask.</summary>
    [Theory]
    [MemberData(nameof(Readings))]
    public void Whoever_says_in_a_Coup_what_it_was_before_passes(
        int version, HsrpReading reading) =>
        Biting.Passes(Of(version, reading, HsrpMistake.SaysItsStateBeforeInACoup));

    [Theory]
    [MemberData(nameof(Readings))]
    public void Our_group_passes(int version, HsrpReading reading) => Biting.Passes(
        HsrpConformance.Of(version, reading, settings => Ours(settings, reading, 0)));

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_caught_by_the_property_that_should(
        int version, HsrpReading reading, HsrpMistake mistake, string property,
        string? general) =>
        Biting.Catches(Of(version, reading, mistake), property, general);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_literal_table_is_caught_where_it_is_read_repaired(int version) =>
        Biting.Catches(
            HsrpConformance.Of(version, HsrpReading.Repaired, settings =>
                ForeignHsrp.Make(settings, HsrpReading.Literal, HsrpMistake.None)),
            Alone);

    /// <summary>And they are all different, so that no constant passes for a setting.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_setting_of_a_speaker_is_drawn(int version)
    {
        var drawn = new HashSet<HsrpSettings>();
        HsrpConformance.Of(version, HsrpReading.Repaired, settings =>
        {
            drawn.Add(settings);
            return new(static (_, _) => [], static () => null);
        }).Properties[0].Run(1, 200);
        Assert.All(
            (Func<HsrpSettings, object>[])
            [
                static one => one.Group, static one => one.Address,
                static one => one.VirtualAddress, static one => one.Priority,
                static one => one.Preempts, static one => one.HelloTime,
                static one => one.HoldTime, static one => one.Password,
            ],
            setting => Assert.True(drawn.Select(setting).Distinct().Count() > 1));
    }

    /// <summary>A word of octets, and what is said of it.</summary>
    [Theory]
    [InlineData(5, 90, "it says priority 90, and is set to 100: Hello of Active, ")]
    [InlineData(3, 4, "it says hello time 4 s, and is set to 3 s: Hello of Active, ")]
    [InlineData(19, 1, "it says virtual address 192.0.2.1, and is set to 192.0.2.254: Hello of ")]
    [InlineData(8, 67, "it says password \"Cisco\", and is set to \"cisco\": Hello of Active, ")]
    [InlineData(2, 5, "what it sends cannot be read: there is no state 5 in version 1")]
    [InlineData(1, 9, "what it sends cannot be read: ")]
    public void What_is_wrong_in_a_message_is_told_by_its_field(int at, byte value, string why)
    {
        byte[] octets = [0, 0, 16, 3, 10, 100, 0, 0, .. "cisco\0\0\0"u8, 192, 0, 2, 254];
        octets[at] = value;
        var verdict = HsrpConformance.Of(1, HsrpReading.Repaired, _ => new(
            (_, _) => [new(new(octets))], () => null)).Properties[0].Run(1, 3);
        Assert.StartsWith(why, verdict.Why!);
        Assert.DoesNotContain(" of ,", $"{verdict}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HsrpReading.Repaired)]
    [InlineData(HsrpReading.Literal)]
    public void Version_2_with_the_state_codes_of_version_1_is_caught(HsrpReading reading) =>
        Biting.Catches(
        HsrpConformance.Of(2, reading, settings => Ours(settings, reading, wrongState: 16)),
        "What_it_sends_is_what_it_is_set_to");

    private static ConformanceSuite Of(int version, HsrpReading reading, HsrpMistake mistake) =>
        HsrpConformance.Of(
            version, reading, settings => ForeignHsrp.Make(settings, reading, mistake));

    /// <summary>Our group, octets in and out.</summary>
    private static Subject<HsrpTold, HsrpSaid> Ours(
        HsrpSettings settings, HsrpReading reading, byte wrongState)
    {
        Assert.True(HsrpGroup.Config.TryCreate(
            new()
            {
                Dialect = reading == HsrpReading.Literal
                    ? HsrpGroup.Dialect.Rfc2281Literal
                    : HsrpGroup.Dialect.Repaired,
                Version = settings.Version == 1
                    ? HsrpGroup.HsrpVersion.V1
                    : HsrpGroup.HsrpVersion.V2,
                Group = settings.Group,
                Address = settings.Address,
                VirtualAddress = settings.VirtualAddress,
                Priority = settings.Priority,
                Preempt = settings.Preempts,
                HelloTime = settings.HelloTime,
                HoldTime = settings.HoldTime,
                Authentication = new HsrpGroup.Authentication.Password(
                    new(Encoding.ASCII.GetBytes(settings.Password))),
            },
            out var config, out var error), $"{error}");
        return Subject.Of<HsrpGroup.State, HsrpTold, HsrpSaid>(
            HsrpGroup.Machine.Initial(config, Instant.Zero),
            (at, now, told) => Input(config, told) is { } input
                ? Take(config, HsrpGroup.Step(config, at, Instant.Zero + now, input), wrongState)
                : (at, []),
            at => HsrpGroup.Deadline(config, at) - Instant.Zero);
    }

    private static (HsrpGroup.State, IReadOnlyList<HsrpSaid>) Take(
        HsrpGroup.Config config, Next<HsrpGroup.State, HsrpGroup.Output> next, byte wrongState)
    {
        var said = new List<HsrpSaid>();
        foreach (var output in next.Outputs)
        {
            if (HsrpGroup.ToMessage(config, output) is { } message)
            {
                var octets = message.ToArray();
                if (wrongState != 0 && octets[4] == 6)
                {
                    octets[4] = wrongState;
                }

                said.Add(new(new Octets(octets)));
            }
        }

        return (next.State, said);
    }

    private static HsrpGroup.Input? Input(HsrpGroup.Config config, HsrpTold told) =>
        told switch
        {
            HsrpTold.Enable => new HsrpGroup.Input.Enable(),
            HsrpTold.Disable => new HsrpGroup.Input.Disable(),
            HsrpTold.Datagram(var source, var octets) =>
                HsrpMessageValue.TryParse(octets.Span, out var message, out _)
                    ? HsrpGroup.Classify(config, message, source, HsrpGroup.Digest.None)
                    : null,
            HsrpTold.Tick => new HsrpGroup.Input.Tick(),
        };
}
