using Holdfast.Protocol.Hsrp;
using Holdfast.Testing.Histories;
using HsrpLaw = Holdfast.Testing.Conformance.Law<
    Holdfast.Testing.Conformance.Hsrp.HsrpSettings,
    Holdfast.Testing.Conformance.Hsrp.HsrpTold,
    Holdfast.Testing.Conformance.Hsrp.HsrpSaid>;
using Step = Holdfast.Testing.Conformance.Beat;

namespace Holdfast.Testing.Conformance.Hsrp;

/// <content>What the table of §5.7 says of timers, of equals and of Resigns.</content>
internal static partial class HsrpLaws
{
    private static readonly HsrpLaw[] OfTheTable =
    [
        new("Of_equal_priorities_the_higher_address_wins", "RFC 2281 §5.1", "", EqualsMixedUp)
        {
            Scenes = [[Reigns, On(0, 20), Rest], [Reigns, On(0, 21)], [Reigns, On(0, 22), Rest]],
        },
        new(
            "The_active_router_is_good_for_the_hold_time_that_it_says", "RFC 2281 §5.4", "",
            OtherHoldTime)
        {
            Scenes = [[.. StandsBy, On(8, 16), On(42, 0)], [.. StandsBy, On(4, 17), On(42, 0)]],
        },
        new(
            "A_Coup_of_a_lower_router_changes_nothing", "RFC 2281 §5.5", "I9",
            game => GivesWay(game, (_, words) => words is { Opcode: var opcode }
                && opcode == HsrpOpcode.Coup && IsTaken(game, words) && IsLower(game, words)))
        {
            Scenes = [[Reigns, On(0, 10), Rest]],
        },
        new(
            "It_stands_back_from_a_higher_router_that_speaks_or_stands_by", "RFC 2281 §5.7", "",
            StaysInTheElection)
        {
            Scenes =
            [
                [On(14, 7), Rest], [On(14, 5), Rest],
                [.. StandsBy, On(5, 5), Rest], [.. StandsBy, On(5, 7), Rest],
            ],
        },
        new(
            "A_listener_takes_part_where_a_lower_router_stands_by", "RFC 2281 §5.7", "",
            HearsNoLowerStandby)
        {
            Scenes = [[On(1, 6), On(11, 0)]],
        },
        new("It_resigns_when_a_Coup_ends_its_reign", "RFC 2281 §5.7", "", NoResignAtACoup)
        {
            Scenes = [[Reigns, On(0, 9), Rest]],
        },
        new("It_resigns_only_where_the_table_says_so", "RFC 2281 §5.7", "", ResignsBeside)
        {
            Scenes = [[Reigns, On(0, 3)]],
        },
        new("A_Resign_says_the_state_before_or_behind_it", "RFC 2281 §5.1", "", ResignOfNoState)
        {
            Scenes = [[Reigns, On(0, 9)], [Reigns, On(0, 1)]],
        },
        new("It_speaks_for_a_hold_time_before_it_stands_by", "RFC 2281 §5.7", "", StandsByAtOnce)
        {
            Scenes = [[On(24, 0)]],
        },
        new(
            "A_listener_goes_on_while_it_hears_who_is_active_and_who_stands_by",
            "RFC 2281 §5.4", "", SpeaksThoughItHears)
        {
            Scenes = [[On(1, 18), On(4, 3), On(4, 3), On(6, 0)]],
        },
        new("A_Resign_of_another_than_the_active_router_changes_nothing", "RFC 2281 §5.5", "",
            TakesOverFromALivingOne)
        {
            Scenes = [[.. StandsBy, On(4, 12)]],
        },
        new("What_is_no_event_leaves_it_in_the_election", "RFC 2281 §5.7", "", HeldBack)
        {
            Scenes =
            [
                [On(14, 8), Rest], [.. StandsBy, On(5, 8), Rest], [.. StandsBy, On(5, 9), Rest],
            ],
        },
        new(
            "What_is_no_message_of_its_version_ends_no_reign", "RFC 2281 §5.1", "",
            game => GivesWay(game, (_, words) => words is null))
        {
            Scenes =
            [
                [Reigns, On(0, 2), Rest], [Reigns, On(0, 2), On(11, 2), On(11, 2), Rest],
                [.. StandsBy, On(2, 11), On(0, 2), Rest],
                [.. StandsBy, On(2, 11), On(0, 2), On(11, 2), Rest],
            ],
        },
    ];

    private static Step[] StandsBy => [On(1, 3), On(9, 3), On(9, 3)];

    private static Step Reigns => On(42, 0);

    private static Step Rest => On(10, 0);

    /// <summary>So many seconds later, a letter.</summary>
    private static Step On(int seconds, int letter) =>
        new(Gap.Some, TimeSpan.FromSeconds(seconds), letter);
}
