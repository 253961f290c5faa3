using Holdfast.StateMachines;
using Holdfast.StateMachines.Nhrp;
using Instant = Holdfast.StateMachines.Instant;
using Server = Holdfast.StateMachines.Nhrp.NhrpServer;
using Shortcut = Holdfast.StateMachines.Nhrp.NhrpShortcut;

namespace Holdfast.Tests.Properties.StateMachines.Nhrp;

/// <summary>
/// Two spokes whose shortcuts are installed, and a hub between them, in time. Packets of purges
/// arrive at once or are lost as was drawn; unless all may be, the last send of each is not.
/// </summary>
internal sealed class LossyDmvpn
{
    public static readonly TimeSpan Holding = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private static readonly HostAddress[] Inner =
        [HostAddress.Parse("10.0.0.1"), HostAddress.Parse("10.0.0.2")];

    private static readonly HostAddress[] Outer =
        [HostAddress.Parse("192.0.2.1"), HostAddress.Parse("192.0.2.2")];

    private readonly Shortcut.Config _spoke;
    private readonly Server.Config _server;
    private readonly Shortcut.State[] _spokes;
    private readonly bool[] _installed = new bool[2];
    private readonly bool[] _lost;
    private readonly Dictionary<(string Way, uint Id), int> _sends = [];
    private Server.State _hub;
    private int _packets;

    public LossyDmvpn(int sends, bool[] lost)
    {
        _lost = lost;
        _spoke = NhrpRuns.Checked(new Shortcut.Settings
        {
            PurgeRetryAfter = RetryAfter,
            PurgeSendsMax = sends,
        });
        _server = NhrpRuns.Checked(new Server.Settings
        {
            PurgeRetryAfter = RetryAfter,
            PurgeSendsMax = sends,
        });
        _spokes = [Shortcut.Initial(_spoke, default), Shortcut.Initial(_spoke, default)];
        _hub = Server.Initial(_server, default);
        for (var who = 0; who < 2; who++)
        {
            Serve(new Server.Input.Registers(
                1, Inner[who], Outer[who], TimeSpan.FromHours(1)));
        }

        for (var who = 0; who < 2; who++)
        {
            Serve(new Server.Input.Passes(Inner[who], Inner[1 - who]));
            Take(who, new Shortcut.Input.SaUp(Outer[1 - who]));
        }
    }

    public PurgeRepeats Repeats => _spoke.Purges;

    public bool MayLoseAll { get; init; }

    public Instant Now { get; private set; }

    /// <summary>How many purge requests were sent.</summary>
    public int Sent => _sends.Values.Sum();

    public bool IsInstalled(int who) => _installed[who];

    /// <summary>An end loses the SA, and the Delete is lost.</summary>
    public void LoseSa(int who) => Take(who, new Shortcut.Input.SaDown(Outer[1 - who]));

    /// <summary>Time passes to what is due next, of spokes and purges; false: nothing is.
    /// </summary>
    public bool GoOn()
    {
        var due = Instant.Earliest(
            _hub.PurgeAt,
            Instant.Earliest(
                Shortcut.Deadline(_spoke, _spokes[0]), Shortcut.Deadline(_spoke, _spokes[1])));
        if (due is not { } at)
        {
            return false;
        }

        Now = Instant.Latest(Now, at);
        for (var who = 0; who < 2; who++)
        {
            if (Shortcut.Deadline(_spoke, _spokes[who]) <= Now)
            {
                Take(who, new Shortcut.Input.Tick());
            }
        }

        while (_hub.PurgeAt <= Now)
        {
            Serve(new Server.Input.Tick());
        }

        return true;
    }

    private void Take(int who, Shortcut.Input input)
    {
        var next = Shortcut.Step(_spoke, _spokes[who], Now, input);
        _spokes[who] = next.State;
        foreach (var output in next.Outputs)
        {
            switch (output)
            {
                case Shortcut.Output.Install:
                    _installed[who] = true;
                    break;
                case Shortcut.Output.Withdraw:
                    _installed[who] = false;
                    break;
                case Shortcut.Output.SendRequest(var id):
                    Serve(new Server.Input.Asks(id, Inner[who], Inner[1 - who]));
                    break;
                case Shortcut.Output.SendPurge(var id, _) when Arrives($"spoke {who}", id):
                    Serve(new Server.Input.Purges(id, Inner[who], Inner[1 - who]));
                    break;
                case Shortcut.Output.AnswerPurge(var id) when !IsLost():
                    Serve(new Server.Input.PurgeAnswered(id, Inner[who]));
                    break;
                default:
                    break;
            }
        }
    }

    private void Serve(Server.Input input)
    {
        var next = Server.Step(_server, _hub, Now, input);
        _hub = next.State;
        foreach (var output in next.Outputs)
        {
            switch (output)
            {
                case Server.Output.SendRedirect(var to):
                    Take(Of(to), new Shortcut.Input.Redirected());
                    break;
                case Server.Output.Forward(var id, var egress):
                    Take(1 - Of(egress), new Shortcut.Input.Resolved(
                        id, new(egress, 32, Outer[Of(egress)]), Holding));
                    break;
                case Server.Output.SendPurge(var id, var to, _) when Arrives("hub", id):
                    Take(Of(to), new Shortcut.Input.Purged(id));
                    break;
                case Server.Output.AnswerPurge(var id, var to) when !IsLost():
                    Take(Of(to), new Shortcut.Input.PurgeAnswered(id));
                    break;
                default:
                    break;
            }
        }
    }

    private bool Arrives(string way, uint id)
    {
        var sends = _sends[(way, id)] = _sends.GetValueOrDefault((way, id)) + 1;
        return !IsLost() || (!MayLoseAll && sends == Repeats.SendsMax);
    }

    private bool IsLost() => _lost[_packets++ % _lost.Length] && _packets <= _lost.Length;

    private static int Of(HostAddress inner) => Array.IndexOf(Inner, inner);
}
