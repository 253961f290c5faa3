using Holdfast.StateMachines;
using Holdfast.StateMachines.Nhrp;
using Instant = Holdfast.StateMachines.Instant;
using Server = Holdfast.StateMachines.Nhrp.NhrpServer;
using Shortcut = Holdfast.StateMachines.Nhrp.NhrpShortcut;

namespace Holdfast.Tests.Properties.StateMachines.Nhrp;

/// <summary>
/// Two spokes, and a hub between them. Their SA may be down on one end before the other end knows:
/// the Delete is lost, so only a purge by the hub tells it.
/// </summary>
internal sealed class DmvpnWorld
{
    private static readonly HostAddress[] Inner =
        [HostAddress.Parse("10.0.0.1"), HostAddress.Parse("10.0.0.2")];

    private static readonly HostAddress[] Outer =
        [HostAddress.Parse("192.0.2.1"), HostAddress.Parse("192.0.2.2")];

    private static readonly Shortcut.Config Spoke = NhrpRuns.Shortcuts[0];
    private static readonly Server.Config Hub = NhrpRuns.Servers[0];

    private readonly Shortcut.State[] _spokes =
        [Shortcut.Initial(Spoke, default), Shortcut.Initial(Spoke, default)];

    private readonly bool[] _installed = new bool[2];
    private readonly bool[] _knowsUp = new bool[2];
    private readonly Queue<Action> _onTheWay = new();
    private Server.State _hub = Server.Initial(Hub, default);
    private Instant _now;

    public DmvpnWorld()
    {
        Register();
    }

    /// <summary>Whether both ends have the SA.</summary>
    public bool IsSaUp => _knowsUp[0] && _knowsUp[1];

    public bool IsInstalled(int who) => _installed[who];

    public void Change(int what, int who)
    {
        switch (what)
        {
            case 0:
                Serve(new Server.Input.Passes(Inner[who], Inner[1 - who]));
                break;
            case 1:
                // IKE makes an SA on both ends.
                Up();
                break;
            case 2:
                Down(who);
                break;
            case 3:
                Take(who, new Shortcut.Input.Traffic());
                break;
            case 4:
                Take(who, new Shortcut.Input.HubLost());
                break;
            case 5:
                _now = Shortcut.Deadline(Spoke, _spokes[who]) is { } due && due > _now
                    ? due
                    : _now;
                Register();
                Take(who, new Shortcut.Input.Tick());
                break;
            default:
                if (_onTheWay.TryDequeue(out var next))
                {
                    next();
                }

                break;
        }
    }

    /// <summary>All messages arrive; nobody tells an end of its SA but a purge.</summary>
    public void Settle()
    {
        while (_onTheWay.TryDequeue(out var next))
        {
            next();
        }
    }

    private void Up()
    {
        for (var who = 0; who < 2; who++)
        {
            _knowsUp[who] = true;
            Take(who, new Shortcut.Input.SaUp(Outer[1 - who]));
        }
    }

    private void Down(int who)
    {
        // An end that has no way of its own does not know whom to tell: there IKE's Delete has to
        // arrive, or the other end's liveness check.
        if (_spokes[who] is Shortcut.State.ViaHub or Shortcut.State.Resolving)
        {
            _knowsUp[1 - who] = false;
            Take(1 - who, new Shortcut.Input.SaDown(Outer[who]));
        }

        _knowsUp[who] = false;
        Take(who, new Shortcut.Input.SaDown(Outer[1 - who]));
    }

    private void Register()
    {
        for (var who = 0; who < 2; who++)
        {
            Serve(new Server.Input.Registers(
                1, Inner[who], Outer[who], TimeSpan.FromHours(1)));
        }
    }

    private void Take(int who, Shortcut.Input input)
    {
        var next = Shortcut.Step(Spoke, _spokes[who], _now, input);
        _spokes[who] = next.State;
        foreach (var output in next.Outputs)
        {
            switch (output)
            {
                case Shortcut.Output.Install:
                    Assert.True(_knowsUp[who]);
                    _installed[who] = true;
                    break;
                case Shortcut.Output.Withdraw:
                    _installed[who] = false;
                    break;
                case Shortcut.Output.SendRequest(var id):
                    _onTheWay.Enqueue(() => Serve(
                        new Server.Input.Asks(id, Inner[who], Inner[1 - who])));
                    break;
                case Shortcut.Output.SendPurge(var id, _):
                    _onTheWay.Enqueue(() => Serve(
                        new Server.Input.Purges(id, Inner[who], Inner[1 - who])));
                    break;
                case Shortcut.Output.OpenSa when IsSaUp:
                    Take(who, new Shortcut.Input.SaUp(Outer[1 - who]));
                    break;
                default:
                    break;
            }
        }
    }

    private void Serve(Server.Input input)
    {
        var next = Server.Step(Hub, _hub, _now, input);
        _hub = next.State;
        foreach (var output in next.Outputs)
        {
            switch (output)
            {
                case Server.Output.SendRedirect(var to):
                    _onTheWay.Enqueue(() => Take(Of(to), new Shortcut.Input.Redirected()));
                    break;
                case Server.Output.Forward(var id, var egress):
                    // The egress spoke answers, over an SA that it opens.
                    var asker = 1 - Of(egress);
                    _onTheWay.Enqueue(() => Take(asker, new Shortcut.Input.Resolved(
                        id, new Binding(egress, 32, Outer[1 - asker]),
                        TimeSpan.FromMinutes(10))));
                    break;
                case Server.Output.NoBinding(var id, var to):
                    _onTheWay.Enqueue(() => Take(Of(to), new Shortcut.Input.Unresolved(id)));
                    break;
                case Server.Output.SendPurge(var id, var to, _):
                    _onTheWay.Enqueue(() => Take(Of(to), new Shortcut.Input.Purged(id)));
                    break;
                default:
                    break;
            }
        }
    }

    private static int Of(HostAddress inner) => Array.IndexOf(Inner, inner);
}
