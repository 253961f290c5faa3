using Holdfast.StateMachines;
using Holdfast.Tests.Interop.Corpus;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Holdfast.Tests.Interop.StateMachines;

/// <summary>
/// What three routers of one group did, done again by the machine: priorities 200, 100 and 100,
/// hello 3 s, hold 10 s, version 1. docs/machines/replays.md explains what differs.
/// </summary>
public sealed class HsrpReplayTests
{
    private static readonly Config Ten = Router("192.168.0.10", 200);
    private static readonly Config Twenty = Router("192.168.0.20", 100);
    private static readonly Config Thirty = Router("192.168.0.30", 100);

    [PublicFact]
    public void In_an_election_the_machines_of_the_winner_and_of_the_next_in_line_do_as_they_did()
    {
        var replay = HsrpReplay.Of("packetlife__HSRP_election.cap");

        // Its Standby timer expired before its Active timer; the second took it half a second.
        Assert.Equal("0.000 Speak, 10.005 Standby, 10.501 Active", Text(replay.Observed(Ten)));
        Assert.Equal(
            "0.005 Speak, 10.005 Standby, 10.005 Active",
            Text(replay.Foretold(Ten, Seconds(-9.995))));

        Assert.Equal(
            "1.408 Speak, 20.037 Speak, 30.038 Standby", Text(replay.Observed(Thirty)));
        Assert.Equal(
            "1.408 Speak, 20.005 Speak, 30.005 Standby",
            Text(replay.Foretold(Thirty, Seconds(-8.592))));
    }

    [PublicFact]
    public void The_machine_of_the_loser_speaks_once_more_since_its_timer_ends_a_millisecond_early()
    {
        var replay = HsrpReplay.Of("packetlife__HSRP_election.cap");
        Assert.Equal("2.296 Speak, 20.037 Speak", Text(replay.Observed(Twenty)));
        Assert.Equal(
            "2.296 Speak, 20.005 Speak, 30.037 Speak",
            Text(replay.Foretold(Twenty, Seconds(-7.704))));
    }

    [PublicFact]
    public void With_the_Active_timer_first_the_repaired_election_takes_one_hold_time_longer()
    {
        var replay = HsrpReplay.Of("packetlife__HSRP_election.cap");
        Assert.Equal(
            "0.005 Speak, 10.005 Standby, 20.005 Active",
            Text(replay.Foretold(Ten, Seconds(-9.995), HsrpTimer.Active)));
    }

    [PublicFact]
    public void In_a_failover_the_machines_take_over_and_move_up_within_twenty_milliseconds()
    {
        var replay = HsrpReplay.Of("packetlife__HSRP_failover.cap");
        Assert.Equal("2.768 Standby, 20.273 Active", Text(replay.Observed(Thirty)));
        Assert.Equal("20.273 Active", Text(replay.Foretold(
            Thirty, Seconds(-60), before: (Ten, Phase.Active))));

        Assert.Equal("20.265 Speak, 30.257 Standby", Text(replay.Observed(Twenty)));
        Assert.Equal("20.273 Speak, 30.273 Standby", Text(replay.Foretold(
            Twenty, Seconds(-60), before: [(Ten, Phase.Active), (Thirty, Phase.Standby)])));
    }

    [PublicFact]
    public void After_a_coup_the_machines_stand_where_the_routers_stood()
    {
        var replay = HsrpReplay.Of("packetlife__HSRP_coup.cap");

        // Enabled when it was first heard of; the router thought for twenty milliseconds.
        Assert.Equal("21.034 Coup, 21.050 Active", Text(replay.Observed(Ten)));
        Assert.Equal("21.013 Coup, 21.013 Active", Text(replay.Foretold(Ten, Seconds(20.684))));

        Assert.Equal("0.000 Active, 21.045 Speak, 31.038 Standby", Text(replay.Observed(Thirty)));
        Assert.Equal(
            "21.034 Speak, 31.034 Standby", Text(replay.Foretold(Thirty, Seconds(-60))));

        // It hears a better one speak, and listens from then on.
        Assert.Equal("1.012 Standby", Text(replay.Observed(Twenty)));
        Assert.Empty(replay.Foretold(Twenty, Seconds(-60), before: (Thirty, Phase.Active)));
    }

    /// <summary>Two routers of another group, hello 5 s and hold 15 s, beside OSPF.</summary>
    [PublicFact]
    public void A_better_router_that_starts_takes_over_by_a_coup_and_the_other_one_moves_down()
    {
        var replay = HsrpReplay.Of("wswiki__hsrp-and-ospf-in-LAN.pcap");
        var better = Router("192.168.23.1", 110, hello: 5, hold: 15);

        // It says its Coup once more, 29 ms later.
        Assert.Equal(
            "52.787 Coup, 52.791 Active, 52.816 Coup, 52.817 Active",
            Text(replay.Observed(better)));
        Assert.Equal(
            "52.783 Coup, 52.783 Active", Text(replay.Foretold(better, Seconds(50))));

        // Until it is active it counts with the default times, then with those it was given.
        var other = Router("192.168.23.2", 100, hello: 5, hold: 15);
        Assert.Equal(
            "6.053 Speak, 16.054 Standby, 16.058 Active, 52.800 Speak, 67.788 Standby",
            Text(replay.Observed(other)));
        Assert.StartsWith(
            "6.053 Speak, 16.053 Standby, 16.053 Active, 52.787 Speak, ",
            Text(replay.Foretold(Router("192.168.23.2", 100), Seconds(-3.947))),
            StringComparison.Ordinal);
        Assert.Equal(
            "52.787 Speak, 67.787 Standby", Text(replay.Foretold(other, Seconds(-60))));
    }

    private static string Text(List<HsrpReplay.Spell> spells) => string.Join(", ", spells);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static Config Router(
        string address, int priority, int hello = 3, int hold = 10) => Config.TryCreate(
        new()
        {
            Group = 1,
            Address = HostAddress.Parse(address),
            Priority = priority,
            VirtualAddress = HostAddress.Parse("192.168.0.1"),
            HelloTime = TimeSpan.FromSeconds(hello),
            HoldTime = TimeSpan.FromSeconds(hold),
            JitterPercent = 0,
            Preempt = priority > 100,
        },
        out var config, out var error) ? config : throw new InvalidOperationException($"{error}");
}
