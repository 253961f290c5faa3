using System.Buffers.Binary;
using System.Net.Sockets;
using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.StateMachines;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Gateway.Streams;

/// <summary>One connection. Law: a frame goes whole or not at all.</summary>
internal sealed class StreamEnd
{
    private const int LengthOctets = 2;
    private const int WaitingMax = 1 << 20;
    private const int WaitingOfStrangers = 64 << 10;
    private const int TcpLevel = 6;
    private const int Repair = 19;
    private readonly Socket _socket;
    private readonly StreamFrames _frames;
    private byte[] _waiting = [];
    private int _waits;

    /// <param name="socket">A socket that does not wait; it is closed here.</param>
    /// <param name="flow">Over which it goes.</param>
    /// <param name="isOurs">Whether we open it.</param>
    /// <param name="now">The time.</param>
    public StreamEnd(Socket socket, Flow flow, bool isOurs, Instant now)
    {
        (_socket, Flow, IsOurs, Began, Heard) = (socket, flow, isOurs, now, now);
        _socket.NoDelay = true;
        _frames = new(hasPrefix: !isOurs);
        if (isOurs)
        {
            Append(new TcpEncapsulationPrefixValue().ToArray());
        }
    }

    /// <summary>The file, to wait for octets.</summary>
    public int File => (int)_socket.Handle;

    /// <summary>Over which it goes.</summary>
    public Flow Flow { get; }

    /// <summary>Whether we open it.</summary>
    public bool IsOurs { get; }

    /// <summary>Whether it is open; one that a peer has opened is.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether something authentic has come by it.</summary>
    public bool IsProved { get; set; }

    /// <summary>Since when it is there.</summary>
    public Instant Began { get; }

    /// <summary>When something came last.</summary>
    public Instant Heard { get; private set; }

    /// <summary>Whether something waits for room.</summary>
    public bool IsWaiting => _waits > 0;

    /// <summary>Whether room is waited for.</summary>
    public bool AwaitsRoom { get; set; }

    /// <summary>Whether it was closed here.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Octets of a frame that did not come whole.</summary>
    public int Half => _frames.Half;

    /// <summary>Whether it is open now; false: it can't be.</summary>
    public bool TryOpen()
    {
        try
        {
            IsOpen = (int)_socket.GetSocketOption(
                SocketOptionLevel.Socket, SocketOptionName.Error)! == 0;
        }
        catch (SocketException)
        {
            IsOpen = false;
        }

        return IsOpen;
    }

    /// <summary>Whether frames that have come wait for another turn.</summary>
    public bool IsBehind { get; private set; }

    /// <summary>Whether it stands among those that wait.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Takes what has come, as much as is one's turn; false: it is over.</summary>
    /// <param name="frames">Frames at most; less by those that were taken.</param>
    /// <param name="octets">Octets at most; likewise.</param>
    /// <param name="now">The time.</param>
    /// <param name="heard">What a frame holds.</param>
    public bool Read(ref int frames, ref int octets, Instant now, StreamPort.Heard heard)
    {
        while (true)
        {
            while (!IsOver && frames > 0 && _frames.TryNext(out var content))
            {
                frames--;
                heard(content, Flow);
            }

            IsBehind = !IsOver && frames == 0;
            if (IsOver || IsBehind || octets <= 0)
            {
                return true;
            }

            if (_frames.Error.Fault != DecodeFault.None)
            {
                return false;
            }

            var count = _socket.Receive(_frames.Room(), SocketFlags.None, out var error);
            if (count <= 0)
            {
                return error == SocketError.WouldBlock;
            }

            (Heard, octets) = (now, octets - count);
            _frames.Add(count);
        }
    }

    /// <summary>A frame is to go; false: so much waits that it does not.</summary>
    /// <param name="before">With what its content begins.</param>
    /// <param name="content">What follows.</param>
    public bool Put(ReadOnlySpan<byte> before, ReadOnlySpan<byte> content)
    {
        var length = LengthOctets + before.Length + content.Length;
        var most = IsOurs || IsProved ? WaitingMax : WaitingOfStrangers;
        if (length > ushort.MaxValue || _waits + length > most)
        {
            return false;
        }

        Span<byte> head = stackalloc byte[LengthOctets];
        BinaryPrimitives.WriteUInt16BigEndian(head, (ushort)length);
        Append(head);
        Append(before);
        Append(content);
        return true;
    }

    /// <summary>Sends what waits, as much as there is room for; false: it is over.</summary>
    public bool Flush()
    {
        var sent = 0;
        while (sent < _waits && !IsOver)
        {
            var count = _socket.Send(
                _waiting.AsSpan(sent, _waits - sent), SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
            {
                break;
            }

            if (error != SocketError.Success || count <= 0)
            {
                return false;
            }

            sent += count;
        }

        _waiting.AsSpan(sent, _waits - sent).CopyTo(_waiting);
        _waits -= sent;
        if (_waits == 0 && _waiting.Length > WaitingOfStrangers)
        {
            _waiting = [];
        }

        return true;
    }

    /// <summary>It ends, and the other side hears of it.</summary>
    public void Close()
    {
        IsOver = true;
        _socket.Dispose();
    }

    /// <summary>
    /// It ends, and nobody is told: whoever has the address now is another one. A kernel that does
    /// not let us (man 7 tcp, TCP_REPAIR) says it with a reset, which leaves from no address that
    /// is not here.
    /// </summary>
    public void Forget()
    {
        IsOver = true;
        try
        {
            _socket.SetRawSocketOption(TcpLevel, Repair, BitConverter.GetBytes(1));
        }
        catch (SocketException)
        {
            _socket.LingerState = new(enable: true, seconds: 0);
        }

        _socket.Dispose();
    }

    private void Append(ReadOnlySpan<byte> octets)
    {
        if (_waits + octets.Length > _waiting.Length)
        {
            Array.Resize(ref _waiting, Math.Max(2 * _waiting.Length, _waits + octets.Length));
        }

        octets.CopyTo(_waiting.AsSpan(_waits));
        _waits += octets.Length;
    }
}
