using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;

namespace Holdfast.Fuzz.Campaigns;

/// <summary>
/// What a worker tells whoever watches it, in a file that both have in their memory: its counters,
/// and the input that it is at. What it wrote stays there when it dies.
/// </summary>
internal sealed unsafe class Board : IDisposable
{
    private const int InputAt = 4096;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _memory;

    private Board(MemoryMappedFile file, int size)
    {
        _file = file;
        _view = file.CreateViewAccessor(0, size);
        byte* memory = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref memory);
        _memory = memory;
        Room = size - InputAt;
    }

    /// <summary>Octets of the longest input that there is room for.</summary>
    public int Room { get; }

    /// <summary>The counters; the watcher reads what the worker writes.</summary>
    public ref Counters Now => ref Unsafe.AsRef<Counters>(_memory);

    /// <summary>Where the input of the next execution is made.</summary>
    public Span<byte> Input => new(_memory + InputAt, Room);

    /// <summary>Makes a file, or opens one that is there.</summary>
    public static Board At(string path)
    {
        const int Size = InputAt + (1 << 20);
        return new(
            MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, Size), Size);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    /// <summary>The counters of a worker.</summary>
    internal struct Counters
    {
        /// <summary>Executions since it began.</summary>
        public long Executions;

        /// <summary>Edges that were gone through.</summary>
        public long Edges;

        /// <summary>Inputs in the corpus.</summary>
        public long Corpus;

        /// <summary>Findings that differ, on disk.</summary>
        public long Findings;

        /// <summary>Octets of the input.</summary>
        public long Length;

        /// <summary>Ticks of the clock since the corpus was gone through; 0: not yet.</summary>
        public long Began;

        /// <summary>Ticks of processor time since then; others do not count.</summary>
        public long Cpu;
    }
}
