# Dot-sourced: what is computed from many values.

# The value that the given share of all values does not exceed (nearest rank).
function Get-Percentile {
    param([double[]] $Values, [double] $Share)
    if ($null -eq $Values -or $Values.Length -eq 0) {
        return $null
    }
    $sorted = [double[]] $Values.Clone()
    [Array]::Sort($sorted)
    $sorted[[Math]::Max(0, [int] [Math]::Ceiling($Share * $sorted.Length) - 1)]
}

function Get-Median {
    param([double[]] $Values)
    if ($null -eq $Values -or $Values.Length -eq 0) {
        return $null
    }
    $sorted = [double[]] $Values.Clone()
    [Array]::Sort($sorted)
    $middle = $sorted.Length -shr 1
    if ($sorted.Length % 2) { $sorted[$middle] } else { ($sorted[$middle - 1] + $sorted[$middle]) / 2 }
}

# How much the values grow for each unit of time, by least squares.
function Get-Slope {
    param([double[]] $Times, [double[]] $Values)
    if ($Times.Length -lt 2) {
        return $null
    }
    $count = $Times.Length
    $meanTime = 0.0
    $meanValue = 0.0
    for ($i = 0; $i -lt $count; $i++) {
        $meanTime += $Times[$i] / $count
        $meanValue += $Values[$i] / $count
    }
    $above = 0.0
    $below = 0.0
    for ($i = 0; $i -lt $count; $i++) {
        $above += ($Times[$i] - $meanTime) * ($Values[$i] - $meanValue)
        $below += ($Times[$i] - $meanTime) * ($Times[$i] - $meanTime)
    }
    if ($below -eq 0) { $null } else { $above / $below }
}
