using System.ComponentModel;
using Holdfast.Gateway.FirstHop;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Hsrp;

namespace Holdfast.Gateway.Running;

/// <content>
/// What comes while a drain gives the place away, and no member accepts (docs/adr/0072): outside
/// from the last word of floors on, inside from the end of the routes on. Whoever serves then gets
/// it, once switches know where it is.
/// </content>
public sealed partial class MemberShell
{
    // A successor says where the address is now, and then opens its doors.
    private static readonly TimeSpan HandOnAfter = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan HandOnFor = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan HandOnNext = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LateFor = TimeSpan.FromSeconds(1);

    private readonly LateFrames?[] _late = new LateFrames?[2];
    private readonly LaterClaims _claimsInside;
    private (Instant At, Instant Until)? _handsOn;
    private Instant? _lateUntil;
    private int _handedOn;

    private bool HasLateFrames => _lateUntil is not null;

    private bool HasMoreLate => _late.Any(late => late is { HasMore: true });

    /// <summary>When frames that came late are to go on; more of them than are one's turn have the
    /// next one.</summary>
    private Instant? HandsOnAt => HasMoreLate ? Now : _handsOn?.At ?? _lateUntil;

    private void KeepLate(MemberDrain.Output wanted)
    {
        switch (wanted)
        {
            case MemberDrain.Output.PushState when _ipsec is not null:
                KeepLate(HsrpPair.Side.Front);
                break;
            case MemberDrain.Output.Yield when _ipsec is not null:
                KeepLate(HsrpPair.Side.Back);
                _lateUntil = Now + LateFor;
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

    /// <summary>What runs for the first time takes longest, and what is not allowed is better
    /// known before it is needed.</summary>
    private void RehearseLate()
    {
        foreach (var side in Sides)
        {
            KeepLate(side);
        }

        ForgetLate();
    }

    private void KeepLate(HsrpPair.Side side)
    {
        try
        {
            var isOutside = side == HsrpPair.Side.Front;
            _late[(int)side] ??= _shared[(int)side].KeepLate(
                CardOf(side), ofIpsec: isOutside, isOutside ? _ipsec!.IsPast : null);
        }
        catch (Exception failure) when (failure is Win32Exception or IOException)
        {
            // They are lost then, as in any other takeover.
            Journal.Tells(_journal, $"keeps nothing that comes late: {failure.Message}");
        }
    }

    /// <summary>Another member reigns, and has said on both sides that the address is there.
    /// </summary>
    private bool HasSuccessor => _state is
    {
        Drain: MemberDrain.State.Drained,
        FirstHop: { Front.ActiveRouter: not null, Back.ActiveRouter: not null },
    };

    private void HandOn(Instant now)
    {
        if (_handsOn?.At is not { } due || due > now)
        {
            // Whoever hands on reads first itself.
            Quietly(() => _late[(int)HsrpPair.Side.Front]?.Sift());
        }

        if (_handsOn is null && HasLateFrames && HasSuccessor)
        {
            (_handsOn, _handedOn) = ((now + HandOnAfter, now + HandOnFor), 0);
        }

        if (_handsOn is var (at, until) && at <= now)
        {
            foreach (var late in _late)
            {
                Quietly(() => _handedOn += late?.HandOn() ?? 0);
            }

            _handsOn = (
                HasMoreLate ? now
                    : _late.Any(late => late is { IsBehind: true })
                    ? Instant.Earliest(now + HandOnNext, until)!.Value
                    : until,
                until);

            // What had come by then goes on still, in the turns behind.
            if (until <= now && !(HasMoreLate && now < _lateUntil))
            {
                Journal.HandsOn(_journal, _handedOn);
                ForgetLate();
            }
        }
        else if (_handsOn is null && (HasLateFrames
            ? _lateUntil <= now
            : _late[0] is not null && _state.Drain is not MemberDrain.State.Pushing))
        {
            // Nobody has taken the place, or somebody did before it was given away.
            ForgetLate();
        }
    }

    private void ForgetLate()
    {
        (_handsOn, _lateUntil) = (null, null);
        foreach (var side in Sides)
        {
            _late[(int)side]?.Dispose();
            _late[(int)side] = null;
        }
    }

    /// <summary>It looks first: the place may be somebody else's.</summary>
    private void LookFirst()
    {
        _claims[(int)HsrpPair.Side.Back] = true;
        Ask(ClaimAgain);
    }
}
