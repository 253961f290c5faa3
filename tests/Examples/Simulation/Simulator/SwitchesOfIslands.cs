using Holdfast.Protocol.Encapsulation;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>A segment in parts: the switch of each learns from what it carries itself.</summary>
public sealed class SwitchesOfIslands
{
    private static readonly MacAddress Shared = new(0x0000_0C07_AC01);

    private readonly Agenda _agenda = new();
    private readonly Lan _lan;
    private readonly Dictionary<string, LanPort> _ports = [];
    private readonly List<string> _heard = [];

    public SwitchesOfIslands()
    {
        _lan = new(
            0, new() { Name = "outside", Kind = SegmentKind.Outside }, default, _agenda,
            new(_agenda, Chance.Of(1, "impairments")), Chance.Of(1, "segment"));
        foreach (var who in (string[])["alice", "moon", "carol", "dave", "bob", "erin"])
        {
            _ports[who] = _lan.Attach(
                new() { Who = who, Segment = "outside" }, new((ulong)_ports.Count + 1), default);
            _ports[who].Receive = (port, _) => _heard.Add(port.Owner);
        }
    }

    /// <summary>And there alone: bob and erin, who are in the islands too, hear nothing of it.
    /// </summary>
    [Fact]
    public void Each_island_finds_an_address_where_it_was_last_in_that_island()
    {
        Says("alice");
        _lan.Apart = Island;
        Says("moon");

        Assert.Equal(["alice"], SentTo("carol"));
        Assert.Equal(["moon"], SentTo("dave"));
    }

    [Fact]
    public void What_was_beyond_is_looked_for_everywhere_in_the_island()
    {
        Says("alice");
        _lan.Apart = Island;

        Assert.Equal(["erin", "moon"], SentTo("dave").Order(StringComparer.Ordinal));
        Assert.Equal(["alice"], SentTo("carol"));
    }

    [Fact]
    public void What_is_whole_again_knows_what_was_learned_last()
    {
        _lan.Apart = Island;
        Says("alice");
        Says("moon");
        _lan.Apart = null;

        Assert.Equal(["moon"], SentTo("carol"));
        Assert.Equal(["moon"], SentTo("dave"));
    }

    private static HashSet<string> Island => ["moon", "dave", "erin"];

    /// <summary>Somebody sends from the address that two have, to all.</summary>
    private void Says(string who) => Send(who, Shared, new(0xFFFF_FFFF_FFFF));

    private List<string> SentTo(string from)
    {
        Send(from, _ports[from].Mac, Shared);
        return [.. _heard];
    }

    private void Send(string from, MacAddress source, MacAddress destination)
    {
        _heard.Clear();
        _lan.Send(_ports[from], Ether.Carry(source, destination, [0x45], null));
        _agenda.RunTo(_agenda.Now + TimeSpan.FromSeconds(1));
    }
}
