using System.Net.Sockets;

namespace Holdfast.Gateway.Ike;

/// <summary>How much may wait in a socket.</summary>
internal static class SocketRoom
{
    private const int Room = 4 << 20;
    private const int SocketLevel = 1;
    private const int SendRoom = 32;
    private const int ReceiveRoom = 33;

    /// <summary>Makes room for bursts, both ways: as much as is wanted for whoever may
    /// (man 7 socket, SO_RCVBUFFORCE), else as much as the kernel lets.</summary>
    public static void Set(Socket socket)
    {
        (socket.ReceiveBufferSize, socket.SendBufferSize) = (Room, Room);
        try
        {
            socket.SetRawSocketOption(SocketLevel, ReceiveRoom, BitConverter.GetBytes(Room));
            socket.SetRawSocketOption(SocketLevel, SendRoom, BitConverter.GetBytes(Room));
        }
        catch (SocketException)
        {
        }
    }
}
