using Holdfast.Codec;
using Holdfast.Protocol.Hsrp;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Hsrp;
using static Holdfast.StateMachines.Hsrp.HsrpPair;

namespace Holdfast.Tests.Examples.StateMachines.Hsrp;

/// <summary>Two members, alice and moon, on an outside and an inside segment; what they say goes as
/// octets.</summary>
internal sealed class HsrpPairMembers
{
    private static readonly Side[] Sides = [Side.Front, Side.Back];

    private readonly Config[] _configs;
    private readonly State[] _states;
    private readonly HashSet<(int Member, Side Side)> _down = [];
    private readonly List<string> _log = [];
    private int? _asleep;

    /// <param name="alice">The priority of alice; that of moon is 100.</param>
    /// <param name="preempts">Whether the better one takes over.</param>
    public HsrpPairMembers(int alice = 110, bool preempts = true)
    {
        _configs = [Member("1"), Member("2")];
        _states = [.. _configs.Select(config => Initial(config, Now))];

        Config Member(string host) => Config.TryCreate(
            new(Group("192.0.2." + host), Group("10.1.0." + host)), out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

        HsrpGroup.Settings Group(string address) => new()
        {
            Address = HostAddress.Parse(address),
            VirtualAddress = HostAddress.Parse(address[..^1] + "254"),
            HelloTime = TimeSpan.FromSeconds(3),
            HoldTime = TimeSpan.FromSeconds(10),
            JitterPercent = 0,
            Preempt = preempts,
            Priority = address.EndsWith('1') ? alice : 100,
            Links = [new("uplink", 20)],
        };
    }

    public Instant Now { get; private set; }

    /// <summary>Segments on which nothing arrives.</summary>
    public HashSet<Side> Cuts { get; } = [];

    /// <summary>What opened, closed and was given up since it was last read: "alice opens".
    /// </summary>
    public string ReadLog()
    {
        var log = string.Join(", ", _log);
        _log.Clear();
        return log;
    }

    /// <summary>"Open Following": where each of the two is.</summary>
    public string Places => $"{PlaceOf(_states[0])} {PlaceOf(_states[1])}";

    public Config ConfigOf(int member) => _configs[member];

    public HsrpGroup.Phase PhaseOf(int member, Side side) =>
        side == Side.Front ? _states[member].Front.Phase : _states[member].Back.Phase;

    public HsrpPairMembers Start(params ReadOnlySpan<int> members)
    {
        foreach (var member in members)
        {
            foreach (var side in Sides)
            {
                Mend(member, side);
            }
        }

        return this;
    }

    /// <summary>The interface is lost, and with it the Resign.</summary>
    public void Lose(int member, Side side)
    {
        _down.Add((member, side));
        Take(member, new Input.At(side, new HsrpGroup.Input.Disable()));
    }

    public void Mend(int member, Side side)
    {
        _down.Remove((member, side));
        Take(member, new Input.At(side, new HsrpGroup.Input.Enable()));
    }

    public void Crash(int member)
    {
        _states[member] = Initial(_configs[member], Now);
        _down.UnionWith(Sides.Select(side => (member, side)));
    }

    public void Link(int member, bool isUp) => Take(member, new Input.LinkChanged(0, isUp));

    /// <summary>Lets time pass, in which a member does nothing, and hears nothing; what it does
    /// then is its caller's.</summary>
    public void Sleep(int member, int seconds)
    {
        _asleep = member;
        Run(seconds);
        _asleep = null;
    }

    /// <summary>Lets time pass.</summary>
    public void Run(int seconds)
    {
        var end = Now + TimeSpan.FromSeconds(seconds);
        while (true)
        {
            var first = Enumerable.Range(0, 2)
                .Where(i => i != _asleep)
                .MinBy(i => Deadline(_configs[i], _states[i]) ?? new Instant(long.MaxValue));
            if (Deadline(_configs[first], _states[first]) is not { } due || due > end)
            {
                break;
            }

            Now = Instant.Latest(Now, due);
            Take(first, new Input.Tick(Side.Front, new HsrpGroup.Input.Tick()));
        }

        Now = end;
    }

    public void Take(int member, Input input)
    {
        var next = Step(_configs[member], _states[member], Now, input);
        _states[member] = next.State;
        var who = member == 0 ? "alice" : "moon";
        foreach (var output in next.Outputs)
        {
            switch (output)
            {
                case Output.OpenTraffic:
                    _log.Add($"{who} opens");
                    break;
                case Output.CloseTraffic:
                    _log.Add($"{who} closes");
                    break;
                case Output.At(var side, HsrpGroup.Output.ReleaseVirtualMac):
                    _log.Add($"{who} gives up {side}");
                    break;
                case Output.At(var side, HsrpGroup.Output.ClaimVirtualMac):
                    _log.Add($"{who} claims {side}");
                    break;
                case Output.At(var side, var said) when !Cuts.Contains(side):
                    Deliver(member, side, said);
                    break;
            }
        }
    }

    private void Deliver(int from, Side side, HsrpGroup.Output said)
    {
        var to = 1 - from;
        var (sender, hearer) = side == Side.Front
            ? (_configs[from].Front, _configs[to].Front)
            : (_configs[from].Back, _configs[to].Back);
        if (_down.Contains((from, side)) || _down.Contains((to, side))
            || to == _asleep || HsrpGroup.ToMessage(sender, said) is not { } message)
        {
            return;
        }

        Assert.True(
            HsrpMessageValue.TryParse(message.ToArray(), out var read, out var error), $"{error}");
        var input = HsrpGroup.Classify(hearer, read, sender.Address, HsrpGroup.Digest.None);
        Take(to, new Input.At(side, Assert.IsAssignableFrom<HsrpGroup.Input>(input)));
    }
}
