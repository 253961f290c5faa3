using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Reassembly;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Scenarios.Streams;

namespace Holdfast.Simulation.Network;

/// <summary>
/// One end of a TCP connection that carries frames of RFC 9329. Law: octets arrive in their order,
/// once, or the connection ends; a segment may end at any octet, and what a connection has of a
/// frame ends with it. It has no window, no congestion and no FIN: a reset is its end.
/// </summary>
/// <param name="box">Whose end it is.</param>
/// <param name="here">The address and port of this end.</param>
/// <param name="there">Those of the other one.</param>
/// <param name="first">The number of its first octet.</param>
/// <param name="isOriginator">Whether it opens the connection.</param>
internal sealed partial class TcpEnd(
    TcpEnd.Box box, Place here, Place there, uint first, bool isOriginator)
{
    private const int LargestPayload = 1_200;
    private const int WaitingMax = 64 * 1_024;

    // Who opened a connection gives it up for another one; who did not has to wait for that.
    private const int RepeatsOfOriginator = 3;
    private const int RepeatsOfOther = 6;
    private static readonly TimeSpan RepeatsAfter = TimeSpan.FromMilliseconds(300);

    private readonly List<byte> _octets = isOriginator ? [.. TcpCarried.Prefix] : [];
    private uint _acknowledged = first;
    private int _sent;
    private int _repeats;
    private int _timer;
    private bool _isCut;
    private bool _isFull;
    private MessageKind? _kind = null;
    private TcpStream? _heard;
    private StreamReading _read =
        new(isOriginator ? TcpReading.Prefix : 0, [], DecodeFault.None);

    private byte[] _half = [];

    /// <summary>What an end needs of its box.</summary>
    internal abstract class Box
    {
        /// <summary>How it reads what has come.</summary>
        public virtual StreamStep Reading => TcpReading.ReadOn;

        /// <summary>The most octets of a frame that it takes.</summary>
        public virtual int LargestFrame => ushort.MaxValue;

        /// <summary>A segment leaves.</summary>
        public abstract void Send(TcpEnd end, TcpHeaderValue segment, MessageKind? kind);

        /// <summary>Something is to be done later, if the box is there still.</summary>
        public abstract void Later(TimeSpan time, Action act);

        /// <summary>How many of some octets go in a segment, at least one.</summary>
        public abstract int Cut(int octets);

        /// <summary>How long it is until the rest of what was cut follows.</summary>
        public abstract TimeSpan Pause();

        /// <summary>A frame is whole.</summary>
        public abstract void Read(TcpEnd end, Octets frame);

        /// <summary>The connection is over, or given up.</summary>
        public abstract void Ended(TcpEnd end, string why);

        /// <summary>More waits than may: a frame is dropped, and those behind it until there is
        /// room.</summary>
        public abstract void Full(TcpEnd end);

        /// <summary>Nothing is sent or read any more.</summary>
        public abstract void Over(TcpEnd end);
    }

    public Place Here => here;

    public Place There => there;

    /// <summary>Whether the other end has answered.</summary>
    public bool IsOpen { get; private set; } = !isOriginator;

    public bool IsEnded
    {
        get;
        private set
        {
            if (value && !field)
            {
                field = true;
                box.Over(this);
            }
        }
    }

    /// <summary>Whether nobody has answered for long: nothing is sent by it any more, and what
    /// comes is read.</summary>
    public bool IsGivenUp { get; private set; }

    /// <summary>Octets of a frame that is not whole.</summary>
    public int Half => _half.Length;

    /// <summary>The number of the first octet of this end.</summary>
    public uint First { get; } = first;

    /// <summary>Whether the other end has begun.</summary>
    public bool HasHeard => _heard is not null;

    /// <summary>The number of the first octet of the other end.</summary>
    public uint FirstHeard { get; private set; }

    /// <summary>Asks for the connection.</summary>
    public void Open()
    {
        Say(Syn, First - 1);
        Arm();
    }

    /// <summary>A frame is to go; false: as many octets wait as may.</summary>
    public bool Put(ReadOnlySpan<byte> frame, MessageKind kind)
    {
        if (IsEnded || IsGivenUp)
        {
            return false;
        }

        var wasFull = _isFull;
        _isFull = _octets.Count + frame.Length > WaitingMax;
        if (_isFull)
        {
            if (!wasFull)
            {
                box.Full(this);
            }

            return false;
        }

        _kind = kind;
        _octets.AddRange(frame);
        Pump();
        return true;
    }

    /// <summary>It is over, and the other end is told.</summary>
    public void Close()
    {
        IsEnded = true;
        Say(Rst, _acknowledged + (uint)_sent);
    }

    /// <summary>It is forgotten: nobody is told.</summary>
    public void Forget() => IsEnded = true;

    /// <summary>A canary: it reads on where another connection has ended.</summary>
    public void ReadOnBehind(TcpEnd other) => (_read, _half) = (other._read, other._half);

    /// <summary>A part of what waits goes, then all the rest.</summary>
    private void Pump()
    {
        if (!IsOpen || IsGivenUp || _isCut || _sent == _octets.Count)
        {
            return;
        }

        Part(box.Cut(Math.Min(_octets.Count - _sent, LargestPayload)));
        if (_sent < _octets.Count)
        {
            _isCut = true;
            box.Later(box.Pause(), () =>
            {
                _isCut = false;
                while (!IsEnded && !IsGivenUp && _sent < _octets.Count)
                {
                    Part(Math.Min(_octets.Count - _sent, LargestPayload));
                }
            });
        }
    }

    private void Part(int octets)
    {
        if (_sent == 0)
        {
            Arm();
        }

        var at = _sent;
        _sent += octets;
        Say(Ack, _acknowledged + (uint)at, at, octets);
    }

    private void Arm()
    {
        var timer = ++_timer;
        box.Later(RepeatsAfter * (1 << _repeats), () =>
        {
            if (timer == _timer && !IsEnded)
            {
                Repeat();
            }
        });
    }

    private void Repeat()
    {
        if (++_repeats > (isOriginator ? RepeatsOfOriginator : RepeatsOfOther))
        {
            IsGivenUp = true;
            box.Ended(this, "is given up");
            return;
        }

        if (!IsOpen)
        {
            Say(Syn, First - 1);
        }

        for (var at = 0; IsOpen && at < _sent; at += LargestPayload)
        {
            Say(
                Ack, _acknowledged + (uint)at, at, Math.Min(_sent - at, LargestPayload));
        }

        Arm();
    }

    private void End(string why)
    {
        IsEnded = true;
        box.Ended(this, why);
    }

    private void Say(TcpFlags flags, uint number, int at = 0, int octets = 0) =>
        Send(flags, number, _heard?.Next ?? 0, at, octets);

    private void Send(TcpFlags flags, uint number, uint next, int at = 0, int octets = 0) =>
        box.Send(
            this,
            new()
            {
                SourcePort = here.Port,
                DestinationPort = there.Port,
                SequenceNumber = number,
                AcknowledgmentNumber = next,
                Flags = flags,
                Window = ushort.MaxValue,
                Payload = new([.. _octets.GetRange(at, octets)]),
            },
            octets > 0 ? _kind : null);

    private static TcpFlags Syn => new(0x02);

    private static TcpFlags Rst => new(0x04);

    private static TcpFlags Ack => new(0x10);
}
