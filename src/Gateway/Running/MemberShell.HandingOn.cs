using System.ComponentModel;
using System.Net.Sockets;
using Holdfast.Gateway.FirstHop;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Hsrp;

namespace Holdfast.Gateway.Running;

/// <content>
/// What comes while a drain gives the place away, and no member accepts: outside from the last
/// word of floors on, inside from the release of the address on. Whoever serves then gets it.
/// </content>
public sealed partial class MemberShell
{
    // A successor says that it reigns, and then opens its doors.
    private static readonly TimeSpan HandOnAfter = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan HandOnFor = TimeSpan.FromMilliseconds(50);

    private readonly LateFrames?[] _late = new LateFrames?[2];
    private Instant? _handsOnAt;
    private Instant? _handsOnUntil;
    private int _handedOn;

    private bool HasLateFrames => _late.Any(late => late is not null);

    private void KeepLate(MemberDrain.Output wanted)
    {
        switch (wanted)
        {
            case MemberDrain.Output.PushState when _ipsec is not null:
                KeepLate(HsrpPair.Side.Front);
                break;
            case MemberDrain.Output.OpenDoors or MemberDrain.Output.TakeBack:
                ForgetLate();
                break;
            case MemberDrain.Output.PushState or MemberDrain.Output.CloseDoors
                or MemberDrain.Output.RedirectPeers or MemberDrain.Output.StopRedirects
                or MemberDrain.Output.Yield:
                break;
        }
    }

    /// <summary>Its link is down now, and took what came until then.</summary>
    private void KeepReleased(HsrpPair.Side side)
    {
        if (_ipsec is not null && _state.Drain is MemberDrain.State.Yielding)
        {
            KeepLate(side);
        }
    }

    private void KeepLate(HsrpPair.Side side)
    {
        try
        {
            _late[(int)side] ??= _shared[(int)side].KeepLate(CardOf(side));
        }
        catch (Exception failure) when (failure is Win32Exception or SocketException)
        {
            // They are lost then, as in any other takeover.
            Journal.Tells(_journal, $"keeps nothing that comes late: {failure.Message}");
        }
    }

    private void HandOn(Instant now)
    {
        if (!HasLateFrames)
        {
            return;
        }

        if (_handsOnAt is null && _state.Drain is MemberDrain.State.Drained)
        {
            (_handsOnAt, _handsOnUntil, _handedOn) = (now + HandOnAfter, now + HandOnFor, 0);
        }

        if (_handsOnAt is not { } at || now < at)
        {
            return;
        }

        foreach (var late in _late)
        {
            Quietly(() => _handedOn += late?.HandOn() ?? 0);
        }

        _handsOnAt = _handsOnUntil;
        if (_handsOnUntil <= now)
        {
            Journal.HandsOn(_journal, _handedOn);
            ForgetLate();
        }
    }

    private void ForgetLate()
    {
        (_handsOnAt, _handsOnUntil) = (null, null);
        foreach (var side in Sides)
        {
            _late[(int)side]?.Dispose();
            _late[(int)side] = null;
        }
    }
}
