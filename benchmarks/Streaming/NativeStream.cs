using System.Runtime.InteropServices;
using System.Text;
using Holdfast.Benchmarks.Compare;

namespace Holdfast.Benchmarks.Streaming;

/// <summary>The C peer's three ways of reading a pcap file.</summary>
internal sealed unsafe class NativeStream
{
    private readonly nint _library;
    private readonly byte[] _path;

    internal NativeStream(string library, string path)
    {
        _library = NativeLibrary.Load(library);
        _path = [.. Encoding.UTF8.GetBytes(path), 0];
    }

    /// <summary>read(2) into one block of 1 MiB, parsed in place: how a careful stream reader does it.</summary>
    internal Runner Blocks => Runner("C read", "peer_stream_blocks");

    /// <summary>fread, packet by packet.</summary>
    internal Runner Stdio => Runner("C fread", "peer_stream_stdio");

    /// <summary>mmap, no copy; possible for files only.</summary>
    internal Runner Map => Runner("C mmap", "peer_stream_map");

    private Runner Runner(string name, string export)
    {
        var function = (delegate* unmanaged<byte*, Totals*, int>)
            NativeLibrary.GetExport(_library, export);
        return new Runner(name, rounds =>
        {
            var sum = 0UL;
            for (var i = 0; i < rounds; i++)
                sum += Read(function);
            return sum;
        });
    }

    private ulong Read(delegate* unmanaged<byte*, Totals*, int> function)
    {
        Totals totals;
        fixed (byte* path = _path)
        {
            if (function(path, &totals) != 0)
                throw new InvalidDataException("The C peer cannot read the capture.");
        }

        return totals.Sum + totals.Packets;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Totals
    {
        internal ulong Packets;
        internal ulong Sum;
    }
}
