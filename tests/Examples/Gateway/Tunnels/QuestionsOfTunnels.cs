using Holdfast.Codec;
using Holdfast.Gateway.Tunnels;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Examples.Gateway.Tunnels;

/// <summary>What tunnels ask for, and what becomes of it where the log refuses it.</summary>
public sealed class QuestionsOfTunnels : IDisposable
{
    private readonly TunnelTable _table = new();
    private readonly List<Items<Change>> _proposed = [];
    private readonly List<Action<bool>> _then = [];
    private readonly TunnelQuestions _questions;
    private bool _reigns = true;
    private bool _isSettling;

    public QuestionsOfTunnels() => _questions = new(
        _table, new() { LeaseBlock = 64, FloorBlock = 64 }, (changes, then) =>
        {
            _proposed.Add(changes);
            _then.Add(then);
        })
    {
        Reigns = () => _reigns,
        IsSettling = () => _isSettling,
    };

    public void Dispose() => _table.Dispose();

    /// <summary>Where few packets come the next one may be minutes away.</summary>
    [Fact]
    public void A_packet_that_waits_is_asked_for_again_where_its_floor_was_refused()
    {
        var tunnel = Granted(0x101);
        tunnel.TryWait(9, [1, 2, 3]);
        _questions.Ask(tunnel);
        _questions.Flush();
        Assert.Equal([[new Change.FloorRaised(new(0x101), 9)]], _proposed);

        // The log is full, and no packet comes.
        _questions.IsFull = true;
        _then[0](false);
        _questions.Flush();
        Assert.Single(_proposed);
        _questions.AskAgain();
        _questions.Flush();
        Assert.Equal([[new Change.FloorRaised(new(0x101), 9)]], _proposed.Skip(1));

        // What is on its way is not asked for once more, nor is what nobody waits for.
        _questions.AskAgain();
        tunnel.Raise(9);
        _then[1](true);
        var released = 0;
        tunnel.Release(tunnel, (_, packet) => released += packet.Length);
        Assert.Equal(3, released);
        _questions.AskAgain();
        _questions.Flush();
        Assert.Equal(2, _proposed.Count);
    }

    [Fact]
    public void What_is_refused_together_is_asked_for_one_by_one()
    {
        var tunnels = (Tunnel[])[Granted(0x101), Granted(0x201)];
        foreach (var tunnel in tunnels)
        {
            tunnel.TryWait(9, [1]);
            _questions.Ask(tunnel);
        }

        _questions.Flush();
        Assert.Equal(2, Assert.Single(_proposed).Count);
        _then[0](false);
        Assert.Equal([1, 1], _proposed.Skip(1).Select(changes => changes.Count));
        _then[1](false);
        _then[2](true);

        // The one that is gone is asked for no more than others, and the other one is on its way.
        _questions.AskAgain();
        _questions.Flush();
        Assert.Equal([new Change.FloorRaised(new(0x101), 9)], _proposed[^1]);
        Assert.Equal(4, _proposed.Count);
    }

    [Fact]
    public void Who_does_not_reign_asks_for_nothing_and_who_settles_for_no_floor()
    {
        var tunnel = TunnelTables.Put(_table, 0x101);
        tunnel.TryWait(9, [1]);
        _reigns = false;
        _questions.Ask(tunnel);
        _questions.AskAgain();
        _questions.Flush();
        Assert.Empty(_proposed);
        (_reigns, _isSettling) = (true, true);
        _questions.Ask(tunnel);
        _questions.Flush();
        Assert.IsType<Change.Leased>(Assert.Single(Assert.Single(_proposed)));
    }

    /// <summary>RFC 7296 §1.4.1: whoever hears the Delete has it no more.</summary>
    [Fact]
    public void What_is_quiet_stays_so_whatever_is_granted_and_asks_for_no_number()
    {
        var (quiet, other) = (Granted(0x101), Granted(0x201));
        (quiet.IsReady, other.IsReady) = (true, true);
        quiet.Quiet();
        quiet.Grant(128, 128_000);
        quiet.IsReady = true;
        Assert.False(quiet.IsReady);
        Assert.True(other.IsReady);
        _questions.Flush();
        Assert.Empty(_proposed);

        // The peer may send until it hears the Delete.
        quiet.TryWait(9, [1]);
        _questions.Ask(quiet);
        _questions.Flush();
        Assert.Equal([[new Change.FloorRaised(new(0x101), 9)]], _proposed);
    }

    private Tunnel Granted(uint spi)
    {
        var tunnel = TunnelTables.Put(_table, spi);
        tunnel.Grant(64, 64_000);
        return tunnel;
    }
}
