namespace Holdfast.Codec;

/// <summary>A list of elements that were checked when the enclosing view was parsed.</summary>
/// <typeparam name="T">The element.</typeparam>
public readonly ref struct Many<T>
    where T : IWire<T>, allows ref struct
{
    internal Many(ReadOnlySpan<byte> octets, int count)
    {
        Octets = octets;
        Count = count;
    }

    /// <summary>The octets of all elements.</summary>
    public ReadOnlySpan<byte> Octets { get; }

    /// <summary>Number of elements.</summary>
    public int Count { get; }

    /// <summary>Enumerates without allocation.</summary>
    public Enumerator GetEnumerator() => new(Octets);

    /// <summary>Goes from element to element.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;
        private T _current;

        internal Enumerator(ReadOnlySpan<byte> octets)
        {
            _rest = octets;
            _current = default!;
        }

        /// <summary>The element.</summary>
        public readonly T Current => _current;

        /// <summary>Goes on to the next element.</summary>
        public bool MoveNext()
        {
            if (_rest.IsEmpty || !T.TryParse(_rest, out _current, out _))
            {
                return false;
            }

            _rest = _rest[_current.Octets.Length..];
            return true;
        }
    }
}

/// <summary>A list of checked elements that depend on facts from outside.</summary>
/// <typeparam name="T">The element.</typeparam>
/// <typeparam name="TContext">The facts.</typeparam>
public readonly ref struct Many<T, TContext>
    where T : IWire<T, TContext>, allows ref struct
    where TContext : struct
{
    private readonly TContext _context;

    internal Many(ReadOnlySpan<byte> octets, int count, scoped in TContext context)
    {
        Octets = octets;
        Count = count;
        _context = context;
    }

    /// <summary>The octets of all elements.</summary>
    public ReadOnlySpan<byte> Octets { get; }

    /// <summary>Number of elements.</summary>
    public int Count { get; }

    /// <summary>Enumerates without allocation.</summary>
    public Enumerator GetEnumerator() => new(Octets, _context);

    /// <summary>Goes from element to element.</summary>
    public ref struct Enumerator
    {
        private readonly TContext _context;
        private ReadOnlySpan<byte> _rest;
        private T _current;

        internal Enumerator(ReadOnlySpan<byte> octets, scoped in TContext context)
        {
            _rest = octets;
            _context = context;
            _current = default!;
        }

        /// <summary>The element.</summary>
        public readonly T Current => _current;

        /// <summary>Goes on to the next element.</summary>
        public bool MoveNext()
        {
            if (_rest.IsEmpty || !T.TryParse(_rest, in _context, out _current, out _))
            {
                return false;
            }

            _rest = _rest[_current.Octets.Length..];
            return true;
        }
    }
}
