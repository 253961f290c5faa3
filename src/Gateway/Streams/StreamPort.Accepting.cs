using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using Holdfast.StateMachines;
using Path = Holdfast.StateMachines.Mobike.Path;

namespace Holdfast.Gateway.Streams;

/// <content>Connections that peers and strangers open.</content>
internal sealed partial class StreamPort
{
    /// <summary>Lets one in; false: there is no other one.</summary>
    private bool Accept()
    {
        Socket socket;
        try
        {
            socket = _listener!.Accept();
        }
        catch (SocketException failure)
        {
            if (failure.SocketErrorCode is SocketError.TooManyOpenSockets
                or SocketError.NoBufferSpaceAvailable)
            {
                // Who has no file left asks again later, and not in each turn until then.
                Rest();
            }

            return false;
        }

        try
        {
            socket.Blocking = false;
            StreamSocket.Notice(socket);
            var there = (IPEndPoint)socket.RemoteEndPoint!;
            var from = HostAddress.From(there.Address.GetAddressBytes());
            if (!MayOpen || _byFile.Count >= Most || !HasRoom(from)
                || _byPlace.ContainsKey((from, (ushort)there.Port)))
            {
                socket.Dispose();
                return true;
            }

            var end = new StreamEnd(
                socket,
                new(new Path(_address, from), Port, (ushort)there.Port) { IsOverTcp = true },
                isOurs: false, _now());
            end.TryOpen();
            Add(end);
        }
        catch (Win32Exception)
        {
            socket.Dispose();
        }

        return true;
    }

    private void Rest()
    {
        LibC.Watch(File, (int)_listener!.Handle, 0, isNew: false);
        (_rests, _sweepsAt) = (true, _now() + SweepsEvery);
    }

    private bool HasRoom(HostAddress from)
    {
        var (all, ofOne) = (0, 0);
        foreach (var end in _byFile.Values)
        {
            var isStrange = !end.IsProved && !end.IsOurs;
            all += isStrange ? 1 : 0;
            ofOne += isStrange && end.Flow.Path.Remote == from ? 1 : 0;
        }

        return all < MostStrange && ofOne < MostOfOne;
    }
}
