-- Items of delivered orders with the province on the map. Superset's map of the Philippines is older than four provinces: they
-- are drawn where they were before.
SELECT
  *,
  CASE provincial_code
    WHEN 'PH-00' THEN 'PH-MNL'
    WHEN 'PH-DIN' THEN 'PH-SUN' -- Dinagat Islands: Surigao del Norte
    WHEN 'PH-DVO' THEN 'PH-DAS' -- Davao Occidental: Davao del Sur
    WHEN 'PH-MGN' THEN 'PH-MAG' -- Maguindanao del Norte and del Sur: Maguindanao
    WHEN 'PH-MGS' THEN 'PH-MAG'
    ELSE provincial_code
  END AS map_code
FROM order_sales
