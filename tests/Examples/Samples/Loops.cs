using System.Reflection;

namespace Holdfast.Tests.Examples.Samples;

/// <summary>The samples that run machines in a loop of their own.</summary>
[Collection("programs that write to the console")]
public sealed class Loops
{
    [Fact]
    public void The_DPD_loop_asks_only_when_it_matters_and_gives_a_silent_peer_up()
    {
        var (exit, output) = Run("DpdLoop");
        Assert.Equal(0, exit);
        Assert.Equal(
            """
             20.000s  SendRUThere { Sequence = 7 }  (RFC 3706 §5.5: idle, and somebody wants to send)
             50.000s  SendRUThere { Sequence = 8 }  (RFC 3706 §5.5: idle, and somebody wants to send)
             54.000s  SendRUThere { Sequence = 8 }  (RFC 3706 §5.4: no answer: ask again)
             61.200s  SendRUThere { Sequence = 8 }  (RFC 3706 §5.4: no answer: ask again)
             74.160s  PeerDied { Action = Clear }  (RFC 3706 §5.4: no answer to any query: the peer is dead)
            at the end: Dead

            """,
            output,
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Two_HSRP_speakers_elect_and_fail_over_in_memory()
    {
        var (exit, output) = Run("HsrpPairInMemory");
        Assert.Equal(0, exit);
        Assert.Equal(
            """
            0.000s  router 1  Listen   (RFC 2281 §5.7: a, enabled)
            0.000s  router 2  Listen   (RFC 2281 §5.7: a, enabled)
            10.000s  router 1  Speak    (RFC 2281 §5.7: c, Active timer)
            10.000s  router 2  Speak    (RFC 2281 §5.7: c, Active timer)
            13.000s  router 2  Listen   (RFC 2281 §5.7: f, higher Hello from Speak)
            20.000s  router 1  Standby  (RFC 2281 §5.7: d, Standby timer)
            20.000s  router 2  Speak    (RFC 2281 §5.7: c, Active timer)
            22.000s  router 2  Listen   (RFC 2281 §5.7: k, higher Hello from Standby)
            30.000s  router 1  Active   (RFC 2281 §5.7: c, Active timer)
            38.000s  router 2  Speak    (RFC 2281 §5.7: d, Standby timer)
            48.000s  router 2  Standby  (RFC 2281 §5.7: d, Standby timer)
            59.000s  router 1  Initial  (RFC 2281 §5.7: b, disabled)
            59.000s  router 2  Active   (RFC 2281 §5.7: i, Resign from Active)

            """,
            output,
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void A_speaker_of_somebody_else_conforms_to_RFC_2281()
    {
        var (exit, output) = Run("ForeignHsrpSpeaker");
        Assert.Equal(
            """
            ✓ HSRP version 1: What_it_sends_is_what_it_is_set_to (RFC 2281 §5.1), seed 2281, 100 cases
            ✓ HSRP version 1: Hellos_come_in_time (RFC 2281 §5.4), seed 2281, 100 cases
            ✓ HSRP version 1: Alone_it_becomes_active (RFC 2281 §5.7, I10), seed 2281, 100 cases
            ✓ HSRP version 1: A_listener_is_silent (RFC 2281 §5.3), seed 2281, 100 cases
            ✓ HSRP version 1: It_yields_to_a_higher_active_router (RFC 2281 §5.7, I9), seed 2281, 100 cases
            ✓ HSRP version 1: It_yields_to_a_Coup_of_a_higher_router (RFC 2281 §5.7, I9), seed 2281, 100 cases
            ✓ HSRP version 1: It_answers_a_lower_active_router_with_a_Coup (RFC 2281 §5.7, I9), seed 2281, 100 cases
            ✓ HSRP version 1: It_does_not_take_over_uninvited (RFC 2281 §5.2), seed 2281, 100 cases
            ✓ HSRP version 1: It_resigns_when_it_is_disabled (RFC 2281 §5.7), seed 2281, 100 cases
            ✓ HSRP version 1: The_standby_router_takes_over_at_a_Resign (RFC 2281 §5.7), seed 2281, 100 cases
            ✓ HSRP version 1: A_message_with_another_password_changes_nothing (RFC 2281 §5.1), seed 2281, 100 cases
            ✓ HSRP version 1: A_message_of_another_group_changes_nothing (RFC 2281 §5.1), seed 2281, 100 cases
            ✓ HSRP version 1: Of_equal_priorities_the_higher_address_wins (RFC 2281 §5.1), seed 2281, 100 cases
            ✓ HSRP version 1: The_active_router_is_good_for_the_hold_time_that_it_says (RFC 2281 §5.4), seed 2281, 100 cases
            ✓ HSRP version 1: A_Coup_of_a_lower_router_changes_nothing (RFC 2281 §5.5, I9), seed 2281, 100 cases
            ✓ HSRP version 1: It_stands_back_from_a_higher_router_that_speaks_or_stands_by (RFC 2281 §5.7), seed 2281, 100 cases
            ✓ HSRP version 1: A_listener_takes_part_where_a_lower_router_stands_by (RFC 2281 §5.7), seed 2281, 100 cases
            ✓ HSRP version 1: It_resigns_when_a_Coup_ends_its_reign (RFC 2281 §5.7), seed 2281, 100 cases
            ✓ HSRP version 1: It_resigns_only_where_the_table_says_so (RFC 2281 §5.7), seed 2281, 100 cases
            ✓ HSRP version 1: A_Resign_says_the_state_before_or_behind_it (RFC 2281 §5.1), seed 2281, 100 cases
            ✓ HSRP version 1: It_speaks_for_a_hold_time_before_it_stands_by (RFC 2281 §5.7), seed 2281, 100 cases
            ✓ HSRP version 1: A_listener_goes_on_while_it_hears_who_is_active_and_who_stands_by (RFC 2281 §5.4), seed 2281, 100 cases
            ✓ HSRP version 1: A_Resign_of_another_than_the_active_router_changes_nothing (RFC 2281 §5.5), seed 2281, 100 cases
            ✓ HSRP version 1: What_is_no_event_leaves_it_in_the_election (RFC 2281 §5.7), seed 2281, 100 cases
            ✓ HSRP version 1: What_is_no_message_of_its_version_ends_no_reign (RFC 2281 §5.1), seed 2281, 100 cases

            """,
            output,
            ignoreLineEndingDifferences: true);
        Assert.Equal(0, exit);
    }

    private static (int Exit, string Output) Run(string program)
    {
        var before = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            var exit = Assembly.Load(program).EntryPoint!.Invoke(null, [Array.Empty<string>()]);
            return (exit is int code ? code : 0, output.ToString());
        }
        finally
        {
            Console.SetOut(before);
        }
    }
}
