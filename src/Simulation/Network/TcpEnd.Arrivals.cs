using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Reassembly;
using Holdfast.Simulation.Scenarios.Streams;

namespace Holdfast.Simulation.Network;

/// <content>
/// What arrives, RFC 9293 §3.10.7: a segment has to have numbers that fit before it means anything.
/// One that could be anybody's is answered by an acknowledgement alone (RFC 5961 §3 to §5): whoever
/// has sent it answers that with a number that fits, if it means it.
/// </content>
internal sealed partial class TcpEnd
{
    private const int Window = ushort.MaxValue;

    private bool _isAnswered;
    private bool _hasChallenged;

    /// <summary>How many segments have come.</summary>
    public long Segments { get; private set; }

    /// <summary>A segment has come.</summary>
    public void Take(TcpHeader segment)
    {
        if (IsEnded)
        {
            return;
        }

        Segments++;
        if (_heard is null)
        {
            Begin(segment);
        }
        else if (segment.Flags.Rst)
        {
            Reset(segment.SequenceNumber);
        }
        else if (segment.Flags.Syn)
        {
            Again(segment.SequenceNumber);
        }
        else if (segment.Flags.Ack && Fits(segment.AcknowledgmentNumber))
        {
            _isAnswered = true;
            Acknowledged(segment.AcknowledgmentNumber);
            if (!segment.Payload.IsEmpty)
            {
                Heard(segment);
            }
        }
        else if (segment.Flags.Ack)
        {
            Challenge();
        }
    }

    /// <summary>A segment of a connection that this box knows nothing of, RFC 9293 §3.10.7.1.
    /// </summary>
    public void Refuse(TcpHeader segment)
    {
        Refuse(
            segment.Flags.Ack, segment.AcknowledgmentNumber,
            segment.SequenceNumber + (uint)segment.Payload.Length
                + (segment.Flags.Syn ? 1u : 0u));
    }

    private void Refuse(bool hasNumber, uint number, uint next)
    {
        if (hasNumber)
        {
            Say(Rst, number);
        }
        else
        {
            Send(new((ushort)(Rst.Value | Ack.Value)), 0, next);
        }
    }

    /// <summary>§3.10.7.2 and §3.10.7.3: nothing of the other end is known yet.</summary>
    private void Begin(TcpHeader segment)
    {
        var isOurs = segment.Flags.Ack && segment.AcknowledgmentNumber == First;
        if (isOriginator && segment.Flags.Ack && !isOurs)
        {
            if (!segment.Flags.Rst)
            {
                Say(Rst, segment.AcknowledgmentNumber);
            }
        }
        else if (segment.Flags.Rst)
        {
            if (isOurs)
            {
                End("is reset");
            }
        }
        else if (segment.Flags.Syn && isOriginator == isOurs)
        {
            FirstHeard = segment.SequenceNumber + 1;
            _heard = new(FirstHeard);
            if (!isOriginator)
            {
                Say(new((ushort)(Syn.Value | Ack.Value)), First - 1);
                return;
            }

            IsOpen = true;
            (_repeats, _timer) = (0, _timer + 1);
            Pump();
        }
    }

    /// <summary>RFC 5961 §3.2: only the number that is next ends it.</summary>
    private void Reset(uint number)
    {
        var ahead = number - _heard!.Next;
        if (ahead == 0)
        {
            End("is reset");
        }
        else if (ahead < Window)
        {
            Challenge();
        }
    }

    /// <summary>RFC 5961 §4.2: a SYN begins nothing here; one that is repeated because nobody
    /// heard its answer gets that once more.</summary>
    private void Again(uint number)
    {
        if (!isOriginator && !_isAnswered && number + 1 == FirstHeard)
        {
            Say(new((ushort)(Syn.Value | Ack.Value)), First - 1);
        }
        else
        {
            Challenge();
        }
    }

    /// <summary>RFC 5961 §5.2: an acknowledgement of what was sent, or of what was before.
    /// </summary>
    private bool Fits(uint next) => (int)(next - _acknowledged) is var ahead
        && ahead <= _sent && ahead >= -Window;

    /// <summary>RFC 5961 §7: not each time, for two ends that disagree would never end.</summary>
    private void Challenge()
    {
        if (!_hasChallenged)
        {
            _hasChallenged = true;
            box.Later(RepeatsAfter, () => _hasChallenged = false);
            Acknowledge();
        }
    }

    private void Acknowledge() => Say(Ack, _acknowledged + (uint)_sent);

    private void Acknowledged(uint next)
    {
        var octets = (int)(next - _acknowledged);
        if (octets <= 0 || octets > _sent)
        {
            return;
        }

        _octets.RemoveRange(0, octets);
        (_acknowledged, _sent, _repeats, _timer) = (next, _sent - octets, 0, _timer + 1);
        if (_sent > 0)
        {
            Arm();
        }
    }

    private void Heard(TcpHeader segment)
    {
        // RFC 9293 §3.10.7.4: what is outside of the window is acknowledged, and no more.
        var from = (int)(segment.SequenceNumber - _heard!.Next);
        if (from >= Window || from + segment.Payload.Length <= 0)
        {
            Acknowledge();
            return;
        }

        _heard = _heard.Add(StreamLimits.Default, segment.SequenceNumber, segment.Payload, 0);
        if (_heard is null)
        {
            End("has a gap that is too long");
            return;
        }

        Acknowledge();
        if (_heard.ReadyOctets == 0)
        {
            return;
        }

        var ready = _heard.Ready.Span.ToArray();
        _heard = _heard.Take(ready.Length, out _);
        Items<Octets> pieces = _half.Length > 0
            ? [new(_half), new(ready)]
            : [new(ready)];
        var before = _read.Position;
        _read = box.Reading(_read with { Frames = [] }, pieces, box.LargestFrame);
        _half = [.. _half.Concat(ready).Skip(_read.Position - before)];
        foreach (var frame in _read.Frames)
        {
            if (!IsEnded)
            {
                box.Read(this, frame);
            }
        }

        if (!IsEnded && _read.Fault != DecodeFault.None)
        {
            Close();
            box.Ended(this, "has no frames");
        }
    }
}
