using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Initiator = Holdfast.StateMachines.Mobike.MobikeInitiator;
using Instant = Holdfast.StateMachines.Instant;
using Path = Holdfast.StateMachines.Mobike.Path;
using Responder = Holdfast.StateMachines.Mobike.MobikeResponder;

namespace Holdfast.Tests.Properties.StateMachines.Mobike;

/// <summary>
/// A client and a gateway; requests are repeated until they are answered, one at a time in each
/// direction, as IKE does it.
/// </summary>
internal sealed class MobikeWorld
{
    private static readonly HostAddress[] Addresses =
    [
        HostAddress.Parse("192.0.2.1"), HostAddress.Parse("198.51.100.1"),
        HostAddress.Parse("198.51.100.2"),
    ];

    private readonly Initiator.Config _initiating;
    private readonly Responder.Config _responding;
    private Initiator.State _initiator = new Initiator.State.Off();
    private Responder.State _responder = new Responder.State.Off();
    private HostAddress[] _locals = [Addresses[0]];
    private Instant _now;
    private ulong _cookies;
    private Octets? _update;
    private bool _updateWanted;
    private Octets? _check;
    private bool _checkWanted;
    private Octets _echoed;
    private (Initiator.Verdict Verdict, Octets Cookie)? _answered;

    public MobikeWorld(Initiator.Config initiating, Responder.Config responding)
    {
        (_initiating, _responding) = (initiating, responding);
        var path = new Path(Addresses[0], MobikeRuns.Shared);
        InitiatorPath = InitiatorChildPath = path;
        ResponderPath = ResponderChildPath = path.Turned;
        Initiate(new Initiator.Input.Agreed(path, [.. _locals], []));
        Respond(new Responder.Input.Agreed(path.Turned));
    }

    public Path InitiatorPath { get; private set; }

    public Path InitiatorChildPath { get; private set; }

    public Path ResponderPath { get; private set; }

    public Path ResponderChildPath { get; private set; }

    /// <summary>Something happens: addresses come and go, packets pass, time does.</summary>
    public void Change(int what, int which)
    {
        switch (what)
        {
            case 0:
                _locals = which == 3 ? [] : [Addresses[which % 3]];
                Initiate(new Initiator.Input.Locals([.. _locals]));
                break;
            case 1:
                _locals = [Addresses[which % 3], Addresses[(which + 1) % 3]];
                Initiate(new Initiator.Input.Locals([.. _locals]));
                break;
            case 2:
                Initiate(new Initiator.Input.Silent());
                break;
            case 3:
                Pass(answersToo: which > 1);
                break;
            case 4:
                Initiate(new Initiator.Input.Remotes(which == 0 ? [MobikeRuns.Own] : []));
                break;
            default:
                Expire();
                break;
        }
    }

    /// <summary>The last address comes; from now on everything arrives.</summary>
    public void Heal()
    {
        _locals = [Addresses[1]];
        Initiate(new Initiator.Input.Locals([.. _locals]));
        Initiate(new Initiator.Input.Remotes([]));
        for (var round = 0; round < 100; round++)
        {
            Pass(answersToo: true);
            if (_initiator is Initiator.State.Settled && _responder is Responder.State.Settled)
            {
                return;
            }

            Expire();
        }

        Assert.Fail($"{_initiator}, {_responder}");
    }

    /// <summary>Requests go over the paths that are used now, and answers back.</summary>
    private void Pass(bool answersToo)
    {
        // A window of one: the next request waits for the answer to the last.
        if (_updateWanted && _update is null)
        {
            _update = Cookie();
            _updateWanted = false;
            _answered = null;
            Initiate(new Initiator.Input.Sent(_update.Value));
        }

        if (_update is { } cookie && _locals.Contains(InitiatorPath.Local))
        {
            if (_answered is not { } answer)
            {
                Respond(new Responder.Input.Update(
                    InitiatorPath.Turned, true, Responder.Nat.Allowed, cookie));
                answer = _answered!.Value;
            }

            if (answersToo)
            {
                _update = null;
                Initiate(new Initiator.Input.Answered(answer.Verdict, answer.Cookie));
            }
        }

        if (_checkWanted && _check is null)
        {
            _check = Cookie();
            _checkWanted = false;
            Respond(new Responder.Input.Sent(_check.Value));
        }

        if (answersToo && _check is { } asked && _locals.Contains(ResponderPath.Remote))
        {
            _check = null;
            Initiate(new Initiator.Input.Probed(asked));
            Respond(new Responder.Input.Answered(_echoed));
        }

        if (answersToo && ResponderPath.Turned == InitiatorPath
            && _locals.Contains(InitiatorPath.Local))
        {
            Initiate(new Initiator.Input.Heard());
        }
    }

    private void Expire()
    {
        _now = Initiator.Deadline(_initiating, _initiator) is { } due && due > _now ? due : _now;
        Initiate(new Initiator.Input.Tick());
    }

    private void Initiate(Initiator.Input input)
    {
        var next = Initiator.Step(_initiating, _initiator, _now, input);
        _initiator = next.State;
        foreach (var output in next.Outputs)
        {
            switch (output)
            {
                case Initiator.Output.UseForIke ike:
                    InitiatorPath = ike.Path;
                    break;
                case Initiator.Output.UseForChildSas child:
                    InitiatorChildPath = child.Path;
                    break;
                case Initiator.Output.SendUpdate:
                    _updateWanted = true;
                    break;
                case Initiator.Output.Answer(var cookie):
                    _echoed = cookie;
                    break;
                default:
                    Assert.IsNotType<Initiator.Output.CloseSa>(output);
                    break;
            }
        }
    }

    private void Respond(Responder.Input input)
    {
        var next = Responder.Step(_responding, _responder, _now, input);
        _responder = next.State;
        foreach (var output in next.Outputs)
        {
            switch (output)
            {
                case Responder.Output.UseForIke ike:
                    ResponderPath = ike.Path;
                    break;
                case Responder.Output.UseForChildSas child:
                    ResponderChildPath = child.Path;
                    break;
                case Responder.Output.Answer answer:
                    _answered = (answer.Verdict, answer.Cookie);
                    break;
                case Responder.Output.SendCheck:
                    _checkWanted = true;
                    break;
                default:
                    Assert.IsNotType<Responder.Output.CloseSa>(output);
                    break;
            }
        }
    }

    private Octets Cookie()
    {
        var octets = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(octets, ++_cookies);
        return new(octets);
    }
}
